using KubeStellar.Edge.Flow.State.Rollouts;

namespace KubeStellar.Edge.Flow.State.Access;

/// <summary>
/// How much of the hub's time workspaces' policies took, against their budgets: so many milliseconds a minute, a minute's worth in hand at most. What takes longer than is left runs to its end and leaves a
/// debt, so the mean holds. Kept in memory: a hub that starts owes nobody anything.
/// </summary>
internal sealed class CpuMeter
{
    private readonly Dictionary<string, TokenBucket> _left = new(StringComparer.Ordinal);

    /// <summary>When a workspace's policies may run again; null: now.</summary>
    internal DateTimeOffset? WaitsUntil(string workspace, long? perMinute, DateTimeOffset now)
    {
        if (perMinute is not { } budget)
        {
            _left.Remove(workspace);
            return null;
        }

        var left = _left[workspace] = _left.TryGetValue(workspace, out var before) ? before.Later(budget, now) : TokenBucket.Full(budget, now);
        return left.Allows(budget, 1) ? null : left.When(budget, 1) ?? DateTimeOffset.MaxValue;
    }

    /// <summary>Its policies ran.</summary>
    internal void Took(string workspace, TimeSpan time)
    {
        if (_left.TryGetValue(workspace, out var left))
            _left[workspace] = left.Less((long)Math.Ceiling(time.TotalMilliseconds));
    }
}
