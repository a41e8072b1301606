using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Ingest.Sealing;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Regions;

namespace KubeStellar.Edge.Flow.Hub.Ingest.Parent;

/// <summary>A parent's objects as records of this hub: their secrets sealed under this hub's key, so their digests are this hub's own.</summary>
internal sealed class ParentEntries(SecretSealing sealing, IHubInventory inventory, TimeProvider time)
{
    /// <summary>The record as it is to be; its digest is that of the one before when nothing changed.</summary>
    /// <param name="workspace">Its workspace.</param>
    /// <param name="one">The parent's object.</param>
    /// <param name="rules">What is secret in the workspace.</param>
    public WorkloadEntry Of(string workspace, ParentObject one, IReadOnlyList<SealRule> rules)
    {
        var before = inventory.Workload(workspace, one.Key);
        var canonical = before is { Source: ParentSource.Id } && before.Digest == one.Digest && one.Values is null && rules.Count == 0
            ? one.Canonical.ToArray() : sealing.Own(workspace, one, rules);
        var digest = Digest.Of(canonical);
        return new WorkloadEntry(
            new WorkloadRecord
            {
                Workspace = workspace,
                Key = one.Key,
                Generation = before is null ? 1 : before.Digest == digest ? before.Generation : before.Generation + 1,
                Digest = digest,
                Object = LargeObjects.Inline(canonical),
                AppliedAt = time.GetUtcNow(),
                Source = ParentSource.Id,
                Quota = one.Quota,
            },
            canonical);
    }

    /// <summary>An object that is there, still whose it was, with more of it sealed.</summary>
    public WorkloadEntry Again(string workspace, CheckedObject item) => Resealed.Of(inventory.Workload(workspace, item.Key)!, item, time.GetUtcNow());

    /// <summary>The parent's object in the place of its override.</summary>
    public WorkloadEntry Behind(string workspace, ParentObject one) => Of(workspace, one, sealing.Rules(workspace, new Dictionary<PolicyKey, IReadOnlyList<SealRule>?>()));
}
