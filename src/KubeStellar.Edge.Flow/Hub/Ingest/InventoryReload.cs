using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Access;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Rollouts;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>Takes over a bucket that somebody else wrote (<c>nats kv put</c>) or that was repaired: what differs goes through the flow like any other change, guard included.</summary>
internal sealed class InventoryReload(
    TrustedBuckets trusted, IHubMirror mirror, IngestStore store, HubInventory inventory, HubChanges changes, HubCounters counters, RolloutTable rollouts, FreezeBook freeze,
    UserBook users, WorkspaceBook workspaces, HubHold hold, HubEvents events)
{
    private const int FewEdges = 3;

    public Task<bool> RunAsync(string bucket, CancellationToken token) => store.AloneAsync(
        async () =>
        {
            if (!Buckets.Mirrored.Contains(bucket))
            {
                return false;
            }

            var entries = await trusted.OpenAsync(bucket, await mirror.LoadAsync(token), token);
            switch (bucket)
            {
                case Buckets.Hub:
                    await counters.ReloadAsync(entries.FirstOrDefault(entry => entry.Key == HubCounters.StateKey), token);
                    freeze.Load(entries);
                    users.Load(entries);
                    Take(workspaces.Load(entries));
                    break;
                case Buckets.Rollouts:
                    rollouts.Load(entries);
                    break;
                case Buckets.Workloads:
                    await WorkloadsAsync(entries, token);
                    break;
                case Buckets.Policies:
                    await PoliciesAsync(entries, token);
                    break;
                case Buckets.Libraries:
                    await LibrariesAsync(entries, token);
                    break;
                default:
                    await EdgesAsync(entries, token);
                    break;
            }

            return true;
        },
        token);

    private void Take((IReadOnlyList<string> Changed, IReadOnlyList<string> Unreadable) rules)
    {
        foreach (var workspace in rules.Changed)
        {
            changes.Workspace(workspace);
        }

        if (rules.Unreadable is [var rule, ..])
        {
            hold.Set($"{Buckets.Hub} {rule} cannot be read, and without it a workspace would have no limits; put it right, or delete the key");
        }
    }

    private async Task WorkloadsAsync(IReadOnlyList<BucketEntry> entries, CancellationToken token)
    {
        var gone = inventory.Workloads.ToDictionary(workload => IngestStore.WorkloadKey(workload.Workspace, workload.Key), StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            gone.Remove(entry.Key, out var known);
            await ReadableAsync(entry, async () =>
            {
                var record = JsonSerializer.Deserialize(entry.Value.Span, ContractsJson.Default.WorkloadRecord);
                if (known is null || record?.Digest != known.Digest || record.Generation != known.Generation || record.Source != known.Source)
                {
                    await store.TakeWorkloadAsync(entry, token);
                }
            });
        }

        foreach (var workload in gone.Values)
        {
            inventory.Remove(workload.Workspace, workload.Key);
            changes.Workload(workload.Workspace, workload.Key);
        }
    }

    private async Task PoliciesAsync(IReadOnlyList<BucketEntry> entries, CancellationToken token)
    {
        var gone = inventory.Policies.ToDictionary(policy => $"{policy.Workspace}.{policy.Name}", StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            gone.Remove(entry.Key, out var known);
            await ReadableAsync(entry, async () =>
            {
                var record = JsonSerializer.Deserialize(entry.Value.Span, ContractsJson.Default.PolicyRecord);
                if (known is null || record?.Digest != known.Digest || record.Generation != known.Generation || record.Source != known.Source)
                {
                    await store.TakePolicyAsync(entry, token);
                }
            });
        }

        foreach (var policy in gone.Values)
        {
            inventory.Remove(new PolicyKey(policy.Workspace, policy.Name));
            changes.Policy(new PolicyKey(policy.Workspace, policy.Name));
        }
    }

    private async Task LibrariesAsync(IReadOnlyList<BucketEntry> entries, CancellationToken token)
    {
        var gone = inventory.Libraries.ToDictionary(library => LibraryScope.KeyOf(library).ToString(), StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            gone.Remove(entry.Key);
            await ReadableAsync(entry, () => store.TakeLibraryAsync(entry, token));
        }

        foreach (var library in gone.Values)
        {
            inventory.Remove(LibraryScope.KeyOf(library));
        }
    }

    private async Task EdgesAsync(IReadOnlyList<BucketEntry> entries, CancellationToken token)
    {
        var gone = inventory.Edges.ToDictionary(edge => edge.Id, StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            gone.Remove(entry.Key, out var known);
            await ReadableAsync(entry, async () =>
            {
                if (known is null || JsonSerializer.Deserialize(entry.Value.Span, ContractsJson.Default.EdgeRecord)?.Generation != known.Generation)
                {
                    await store.TakeEdgeAsync(entry, token);
                }
            });
        }

        // People remove edges one by one, through the hub. Many that vanish at once are a loss, not a wish.
        if (gone.Count > Math.Max(FewEdges, inventory.Edges.Count / 10))
        {
            hold.Set($"{gone.Count} of {inventory.Edges.Count} edges vanished from {Buckets.Edges} without the hub; restore them, or remove them one by one with kse");
            return;
        }

        foreach (var edge in gone.Keys)
        {
            inventory.Remove(edge);
            changes.Edge(edge);
        }
    }

    /// <summary>A record that somebody made unreadable keeps its last good state here, and is told of.</summary>
    private async Task ReadableAsync(BucketEntry entry, Func<Task> take)
    {
        try
        {
            await take();
        }
        catch (Exception error) when (IngestStore.IsUnreadable(error))
        {
            events.Add("record.unreadable", entry.Key, "", "hub", $"{error.Message}; the state before stays until it can be read");
        }
    }
}
