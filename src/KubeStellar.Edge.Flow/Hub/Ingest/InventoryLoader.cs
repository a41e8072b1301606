using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>Loads what people and edges entrusted to the hub: the buckets are the truth, and the mirror catches up with them.</summary>
internal sealed class InventoryLoader(TrustedBuckets trusted, IHubMirror mirror, IngestStore store, RolloutTable rollouts)
{
    /// <summary>Loads all of it, or throws: a bucket that cannot be read is never an empty one. Returns the entries of <c>kse-hub</c>.</summary>
    public async Task<IReadOnlyList<BucketEntry>> LoadAsync(CancellationToken token)
    {
        IReadOnlyList<MirrorBucket>? mirrored = null;
        try
        {
            mirrored = await mirror.LoadAsync(token);
        }
        catch (MirrorDamagedException)
        {
            // It was set aside; the buckets, which the guard found good, fill the new one.
            mirrored = null;
        }

        var hub = await trusted.OpenAsync(Buckets.Hub, mirrored, token);
        foreach (var entry in await trusted.OpenAsync(Buckets.Workloads, mirrored, token))
        {
            await store.TakeWorkloadAsync(entry, token);
        }

        foreach (var entry in await trusted.OpenAsync(Buckets.Policies, mirrored, token))
        {
            await store.TakePolicyAsync(entry, token);
        }

        foreach (var entry in (await trusted.OpenAsync(Buckets.Edges, mirrored, token)).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            await store.TakeEdgeAsync(entry, token);
        }

        rollouts.Load(await trusted.OpenAsync(Buckets.Rollouts, mirrored, token));
        return hub;
    }
}
