using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Publish;

/// <summary>What a standby does: it looks at the lease of the hub that publishes, and writes nothing. Only looking without a gap is patience: a server that was away says nothing of the holder.</summary>
/// <param name="buckets">The buckets of both hubs.</param>
/// <param name="self">Who this hub is.</param>
/// <param name="time">This machine's time; the other's clock is never asked.</param>
public sealed class LeaseWatch(IBuckets buckets, HubFlowOptions self, TimeProvider time)
{
    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(500);
    private readonly TimeSpan _look = self.LeaseRenewal / 2 < Most ? self.LeaseRenewal / 2 : Most;

    private bool _met = self.Followed;

    /// <summary>Waits until nobody publishes: there never was a lease, it was released, or it stood still. One that is suddenly gone stands still too: its holder repairs what was lost.</summary>
    /// <param name="seen">Told at each look which lease another hub holds; null when it could not be looked at.</param>
    /// <param name="token">Cancels the wait.</param>
    /// <returns>Revision of the lease that stood still; null when there was none to wait for.</returns>
    public async Task<ulong?> WaitAsync(Action<LeaseRecord?> seen, CancellationToken token)
    {
        (bool Looked, ulong? Revision) last = default;
        var since = time.GetTimestamp();
        while (true)
        {
            var (looked, found) = await LookAsync(token);
            var lease = LeaseRule.Read(found);
            if (looked && (lease is null ? !_met : LeaseRule.IsFree(lease, self)))
                return found?.Revision;
            seen(lease);
            _met |= lease is not null;
            if (!looked || last != (true, found?.Revision))
                (last, since) = ((looked, found?.Revision), time.GetTimestamp());
            else if (time.GetElapsedTime(since) >= self.LeasePatience)
                return found?.Revision;
            await Task.Delay(_look, time, token);
        }
    }

    private async Task<(bool Looked, BucketEntry? Found)> LookAsync(CancellationToken token)
    {
        try
        {
            return (true, await buckets[Contracts.Wire.Buckets.Hub].GetAsync(LeaseRule.Key, token));
        }
        catch (BucketGoneException)
        {
            return (true, null);
        }
        catch (Exception error) when (error is BucketUnavailableException or BucketRefusedException)
        {
            return (false, null);
        }
    }
}
