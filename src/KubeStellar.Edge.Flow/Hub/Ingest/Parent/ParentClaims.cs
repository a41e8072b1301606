using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Regions;

namespace KubeStellar.Edge.Flow.Hub.Ingest.Parent;

/// <summary>
/// What of a region is its parent's, and what people and sources there may do all the same: override objects of policies and have things of their own in workspaces, by the rights that the parent
/// gave them. A hub without a parent has no such limits.
/// </summary>
internal sealed class ParentClaims(IHubInventory inventory, HubLineage lineage, ParentBook book)
{
    /// <summary>Whether an object is the parent's, overridden or not: no other source has a say about it.</summary>
    public bool Claims(string workspace, ObjectKey key) => lineage.IsRegion && inventory.Workload(workspace, key) is { } record && IsParents(record);

    /// <summary>Whether a policy is the parent's.</summary>
    public bool Claims(PolicyKey key) => lineage.IsRegion && inventory.Policy(key)?.Source == ParentSource.Id;

    /// <summary>What of a request the parent gave no right to.</summary>
    public IEnumerable<ApiFault> Faults(string workspace, CheckedRequest request)
    {
        if (!lineage.IsRegion)
        {
            yield break;
        }

        foreach (var item in request.Objects)
        {
            var before = inventory.Workload(workspace, item.Key);
            if (before is not null && IsParents(before))
            {
                if (before.Digest != item.Digest && !MayOverride(workspace, item.Key))
                {
                    yield return new ApiFault(item.Source, "", $"{item.Key} comes from the parent, which lets nobody here override it: change it there, or get the right to override it (at the parent: kse rights region ... --override {workspace}/{book.Of(workspace, item.Key)?.Policy.Name ?? "POLICY"})");
                }
            }
            else if (before is null && Foreign(workspace) is { } wrong)
            {
                yield return new ApiFault(item.Source, "", $"{item.Key} {wrong}");
            }
        }

        foreach (var item in request.Policies)
        {
            var before = inventory.Policy(item.Key);
            if (before?.Source == ParentSource.Id)
            {
                if (before.Digest != item.Digest)
                {
                    yield return new ApiFault(item.Source, "", $"the policy {item.Key.Name} comes from the parent: change it there");
                }
            }
            else if (before is null && Foreign(workspace) is { } wrong)
            {
                yield return new ApiFault(item.Source, "", $"the policy {item.Key.Name} {wrong}");
            }
        }
    }

    /// <summary>What of it nobody here may delete; an override may be, and then the parent's object is back.</summary>
    public IEnumerable<ApiFault> Kept(string workspace, IEnumerable<ObjectKey> objects, IEnumerable<PolicyKey> policies) => !lineage.IsRegion ? [] :
    [
        .. objects.Where(key => inventory.Workload(workspace, key) is { Source: ParentSource.Id }).Select(key => new ApiFault(key.ToString(), "", "comes from the parent: remove it there")),
        .. objects.Where(key => inventory.Workload(workspace, key) is { Overrides: not null } && Behind(workspace, key) is null)
            .Select(key => new ApiFault(key.ToString(), "", "stands in for the parent's object, which this hub has not read yet since it started: delete it again in a moment")),
        .. policies.Where(Claims).Select(key => new ApiFault(key.Name, "", "comes from the parent: remove it there")),
    ];

    /// <summary>Why people here may not steer the rollout of one of the parent's policies so; null when they may. To stop one is always allowed.</summary>
    public string? RefuseOrder(PolicyKey policy, string action) =>
        action is RolloutActions.Pause or RolloutActions.Resume || !Claims(policy) || lineage.Rights.MayOverride(policy) ? null
        : $"the policy {policy.Name} comes from the parent, which rolls it out and gave this region no right to say otherwise: here it may be paused and resumed; kse rollout {action} goes to the parent";

    /// <summary>The parent's object that an override stands in for; null when it is no override, or the parent no longer gives it.</summary>
    public ParentObject? Behind(string workspace, ObjectKey key) => inventory.Workload(workspace, key)?.Overrides is null ? null : book.Of(workspace, key)?.Object;

    /// <summary>What an object that people here apply stands in for; null when it is none of the parent's.</summary>
    public Digest? Overridden(WorkloadRecord? before) => before is null || !lineage.IsRegion ? null : before.Overrides ?? (before.Source == ParentSource.Id ? book.Of(before.Workspace, before.Key)?.Object.Digest ?? before.Digest : null);

    private bool MayOverride(string workspace, ObjectKey key) => book.Of(workspace, key) is { } known && lineage.Rights.MayOverride(known.Policy);

    private string? Foreign(string workspace) => lineage.Rights.MayOwn(workspace)
        ? null : $"is none of the parent's, which gave this region no right to things of its own in workspace {workspace}: apply it at the parent, or get the right to (at the parent: kse rights region ... --own {workspace})";

    private static bool IsParents(WorkloadRecord record) => record.Source == ParentSource.Id || record.Overrides is not null;
}
