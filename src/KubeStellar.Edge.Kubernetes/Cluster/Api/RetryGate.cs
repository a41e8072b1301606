namespace KubeStellar.Edge.Kubernetes.Cluster.Api;

/// <summary>
/// Holds all requests to a server for as long as it asked one of them to wait: its priority-and-fairness queues are full for all of us
/// (https://kubernetes.io/docs/concepts/cluster-administration/flow-control/).
/// </summary>
internal sealed class RetryGate(Random random, TimeProvider time)
{
    /// <summary>What is waited at most, whatever is asked.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>What is waited for in place; a longer hold is told, and the caller comes back.</summary>
    internal static readonly TimeSpan Short = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private long _from;
    private TimeSpan _hold;

    /// <summary>How long it still is closed; zero for open.</summary>
    internal TimeSpan Left
    {
        get
        {
            lock (_lock)
            {
                var left = _hold - time.GetElapsedTime(_from);
                return _hold > TimeSpan.Zero && left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Closes it; a little longer than asked, so that a fleet does not return in step.</summary>
    internal void Hold(TimeSpan asked)
    {
        lock (_lock)
        {
            var hold = (asked < Longest ? asked : Longest) * (1 + (0.2 * random.NextDouble()));
            if (hold > _hold - time.GetElapsedTime(_from))
            {
                (_from, _hold) = (time.GetTimestamp(), hold);
            }
        }
    }

    /// <summary>Waits until it is open; the time that is left when that is too long to wait for.</summary>
    internal async Task<TimeSpan?> PassAsync(CancellationToken token)
    {
        for (var left = Left; left > TimeSpan.Zero; left = Left)
        {
            if (left > Short * 1.2)
            {
                return left;
            }

            await Task.Delay(left, time, token);
        }

        return null;
    }
}
