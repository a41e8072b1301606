using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Status.Report;

/// <summary>
/// Which policies' statuses go to and fro at this edge, so that their reports are sent at a falling pace, the newest only. Changes that a new root brings count for nothing: they are
/// the hub's doing. Used by one thread.
/// </summary>
internal sealed class FlapBook(EdgeConditions conditions, TimeProvider time)
{
    private const int Shown = 5;
    private readonly Dictionary<PolicyKey, Seen> _seen = [];
    private readonly HashSet<PolicyKey> _waiting = [];

    /// <summary>How long until the next policy that waits may be told; null when none waits.</summary>
    internal TimeSpan? Next => _waiting.Count == 0 ? null : _waiting.Min(policy => _seen[policy].Damper.Wait);

    /// <summary>Notes how a policy is now; returns how long that has to wait.</summary>
    internal TimeSpan Note(ReportRecord report, Digest print)
    {
        var about = (report.Manifest, report.Epoch, report.Revision);
        if (!_seen.TryGetValue(report.Policy, out var seen))
        {
            _seen[report.Policy] = new Seen(new FlapDamper(FlapRule.Reports, time), about, print);
            return TimeSpan.Zero;
        }

        if (seen.About == about && seen.Print != print)
        {
            seen.Damper.Seen();
        }

        var ordered = seen.About != about;
        _seen[report.Policy] = seen with { About = about, Print = print };
        var wait = ordered ? TimeSpan.Zero : seen.Damper.Wait;
        if (wait > TimeSpan.Zero)
        {
            _waiting.Add(report.Policy);
        }
        else
        {
            _waiting.Remove(report.Policy);
        }

        return wait;
    }

    /// <summary>There is nothing to tell: it is again what was told last.</summary>
    internal void Settled(PolicyKey policy) => _waiting.Remove(policy);

    /// <summary>The newest of a policy is in the outbox.</summary>
    internal void Told(PolicyKey policy)
    {
        _waiting.Remove(policy);
        if (_seen.TryGetValue(policy, out var seen))
        {
            seen.Damper.Told();
        }
    }

    internal void Forget(PolicyKey policy)
    {
        _waiting.Remove(policy);
        _seen.Remove(policy);
    }

    /// <summary>Says what flaps as a condition of the edge. The count is told in steps, so that the condition does not flap itself.</summary>
    internal void Say()
    {
        foreach (var seen in _seen.Values)
        {
            seen.Damper.Look();
        }

        var flapping = _seen.Where(one => one.Value.Damper.Flapping).OrderBy(one => one.Key).ToList();
        if (flapping.Count == 0)
        {
            conditions.Clear(ConditionTypes.Flapping);
            return;
        }

        var named = flapping.Take(Shown).Select(one => $"policy {one.Key} changed more than {Step(one.Value.Damper.Count)} times");
        var more = flapping.Count > Shown ? $", and {flapping.Count - Shown} more" : "";
        conditions.Set(
            ConditionTypes.Flapping, "Flapping", $"{string.Join(", ", named)}{more} without a new order; its newest state is reported less often until it is steady (kse status at the edge shows what it is now)");
    }

    /// <summary>Whether anything flaps, and so has to be looked at again though nothing happens.</summary>
    internal bool Any => _seen.Values.Any(seen => seen.Damper.Flapping);

    private static int Step(int count)
    {
        var step = 10;
        while (step * 2 < count)
        {
            step *= 2;
        }

        return step;
    }

    private sealed record Seen(FlapDamper Damper, (Digest Manifest, long Epoch, long Revision) About, Digest Print);
}
