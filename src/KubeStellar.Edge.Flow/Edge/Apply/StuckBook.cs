using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>
/// Asks the target why an object does not become current: not at the first look, because most need a moment; then as often as another reason is given, and
/// from time to time.
/// </summary>
internal sealed class StuckBook(ITarget target, TimeProvider time)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    private readonly Dictionary<ObjectKey, (Digest Content, long Since, long Asked, string Reason, IReadOnlyList<ReportEvent> Events)> _stuck = [];

    /// <summary>Forgets an object.</summary>
    internal void Forget(ObjectKey key) => _stuck.Remove(key);

    /// <summary>What the target's events say of an object that is not current; null when it is, or while it is too early to ask.</summary>
    /// <param name="wanted">The object.</param>
    /// <param name="state">What was just seen.</param>
    /// <param name="report">What is told of it.</param>
    /// <param name="token">Cancels the wait.</param>
    internal async Task<IReadOnlyList<ReportEvent>?> EventsAsync(TargetObject wanted, TargetState state, ReportObject report, CancellationToken token)
    {
        var key = wanted.Entry.Key;
        if (!state.Exists || state.Live is null || report.Content != wanted.Entry.Content || report.Health is Health.Current || !report.Applied)
        {
            _stuck.Remove(key);
            return null;
        }

        var now = time.GetTimestamp();
        if (!_stuck.TryGetValue(key, out var known) || known.Content != wanted.Entry.Content)
        {
            _stuck[key] = (wanted.Entry.Content, now, 0, "", []);
            return null;
        }

        if (time.GetElapsedTime(known.Since, now) < Moment || (known.Asked != 0 && known.Reason == report.Reason && time.GetElapsedTime(known.Asked, now) < Again))
        {
            return known.Events;
        }

        var events = await target.ExplainAsync(wanted, token);
        _stuck[key] = known with { Asked = now, Reason = report.Reason, Events = events };
        return events;
    }
}
