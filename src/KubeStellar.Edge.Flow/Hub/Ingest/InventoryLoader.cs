using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Access;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Rollouts;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>Loads what people and edges entrusted to the hub: the buckets are the truth, and the mirror catches up with them.</summary>
internal sealed class InventoryLoader(TrustedBuckets trusted, IHubMirror mirror, IngestStore store, RolloutTable rollouts, FreezeBook freeze, UserBook users, WorkspaceBook workspaces, HubHold hold)
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
        freeze.Load(hub);
        users.Load(hub);
        if (workspaces.Load(hub).Unreadable is [var rule, ..])
        {
            hold.Set($"{Buckets.Hub} {rule} cannot be read, and without it a workspace would have no limits; put it right, or delete the key, and start the hub again");
        }

        foreach (var entry in await trusted.OpenAsync(Buckets.Workloads, mirrored, token))
        {
            await TakeAsync(Buckets.Workloads, entry, store.TakeWorkloadAsync, token);
        }

        foreach (var entry in await trusted.OpenAsync(Buckets.Policies, mirrored, token))
        {
            await TakeAsync(Buckets.Policies, entry, store.TakePolicyAsync, token);
        }

        foreach (var entry in await trusted.OpenAsync(Buckets.Libraries, mirrored, token))
        {
            await TakeAsync(Buckets.Libraries, entry, store.TakeLibraryAsync, token);
        }

        foreach (var entry in (await trusted.OpenAsync(Buckets.Edges, mirrored, token)).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            await TakeAsync(Buckets.Edges, entry, store.TakeEdgeAsync, token);
        }

        rollouts.Load(await trusted.OpenAsync(Buckets.Rollouts, mirrored, token));
        return hub;
    }

    /// <summary>A record that cannot be read is not one that is absent: the hub holds, with the record's name, and publishes nothing from the rest.</summary>
    private async Task TakeAsync(string bucket, BucketEntry entry, Func<BucketEntry, CancellationToken, Task> take, CancellationToken token)
    {
        try
        {
            await take(entry, token);
        }
        catch (Exception error) when (IngestStore.IsUnreadable(error))
        {
            hold.Set($"{bucket} {entry.Key} cannot be read ({error.Message}); put it right, or delete the key, and start the hub again");
        }
    }
}
