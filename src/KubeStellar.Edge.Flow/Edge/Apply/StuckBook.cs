using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>
/// Asks the target why an object does not become current: not at the first look, because most need a moment; then as often as another reason is given, and
/// less and less often.
/// </summary>
internal sealed class StuckBook(ITarget target, TimeProvider time)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Seldom = TimeSpan.FromMinutes(15);

    private readonly Dictionary<ObjectKey, (Digest Content, long Since, long Asked, TimeSpan Pause, string Reason, IReadOnlyList<ReportEvent> Events)> _stuck = [];

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
            _stuck[key] = (wanted.Entry.Content, now, 0, Again, "", []);
            return null;
        }

        if (time.GetElapsedTime(known.Since, now) < Moment || (known.Asked != 0 && known.Reason == report.Reason && time.GetElapsedTime(known.Asked, now) < known.Pause))
        {
            return known.Events;
        }

        var events = await target.ExplainAsync(wanted, token);
        var pause = known.Asked == 0 || known.Reason != report.Reason ? Again : known.Pause * 2 is var longer && longer < Seldom ? longer : Seldom;
        _stuck[key] = known with { Asked = now, Pause = pause, Reason = report.Reason, Events = events };
        return events;
    }
}
