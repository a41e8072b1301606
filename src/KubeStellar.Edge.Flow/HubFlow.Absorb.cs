using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Place;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Regions;

namespace KubeStellar.Edge.Flow;

/// <summary>What Ingest took becomes work: slots, objects and policies that have to be decided anew.</summary>
internal sealed partial class HubFlow
{
    private async Task AbsorbAsync(HubChangeBatch batch, CancellationToken token)
    {
        _relate |= batch.Policies.Count + batch.Workloads.Count > 0;
        AbsorbRules(batch.Workspaces);
        await AbsorbEdgesAsync(batch.Edges, token);
        foreach (var (key, grant) in batch.Grants)
        {
            (_plan.Of(key).GrantOf, _plan.Of(key).Grant) = (grant.Manifest, grant.Grant);
        }

        foreach (var key in batch.Policies)
        {
            await AbsorbPolicyAsync(key, token);
        }

        if (batch.Policies.Count > 0)
        {
            await OwnAsync(null, token);
        }
        else if (batch.Workloads.Count > 0)
        {
            await OwnAsync(batch.Workloads, token);
        }

        foreach (var (workspace, key) in batch.Workloads)
        {
            if (ownership.Owner(workspace, key) is { } owner && _plan.Policies.TryGetValue(owner, out var policy))
            {
                policy.DirtyObjects.Add(key);
                policy.Urgent = true;
            }
        }
    }

    /// <summary>Decides which policy owns given objects (all, when null). A policy whose function fails is stalled, and asked again like any stalled one.</summary>
    private async Task OwnAsync(IReadOnlyCollection<(string Workspace, ObjectKey Key)>? keys, CancellationToken token)
    {
        var now = time.GetUtcNow();
        var asked = _plan.Policies.Values.Where(policy => !policy.Unselected || policy.Urgent || now >= policy.RetryAt).ToList();
        foreach (var policy in asked)
        {
            if (await SurviveAsync(policy, async () => await ownership.AskAsync([policy], keys, token) is [var (_, failed), ..] ? failed : null, token) is { } fault)
            {
                Stall(policy, fault);
                (policy.Unselected, policy.Urgent) = (true, false);
            }
        }

        _relate = true;
        ownership.Decide(_plan.Policies, keys);
        ownership.Keep(_plan.Policies.Values);
    }

    private async Task AbsorbEdgesAsync(IReadOnlyCollection<string> edges, CancellationToken token)
    {
        var updates = new SortedDictionary<int, EdgeSlot>();
        var changes = new SortedDictionary<int, (EdgeChange? Change, EdgeRecord? Before)>();
        foreach (var id in edges.Where(id => inventory.Edge(id) is null))
        {
            _leaving.Add(id);
            if (_plan.Fleet.Remove(id) is >= 0 and var slot)
            {
                updates[slot] = new EdgeSlot(slot, null);
                changes[slot] = (EdgeChange.Everything, null);
            }
        }

        foreach (var id in edges.Order(StringComparer.Ordinal))
        {
            if (inventory.Edge(id) is { } edge)
            {
                _leaving.Remove(id);
                var before = _plan.Fleet.TryGet(id, out var known) ? _plan.Fleet[known] : null;
                if (before is not null && before.Identity.AdmittedAt != edge.Identity.AdmittedAt)
                {
                    // Another device under the same id: what the one before could open is sealed anew.
                    _leftDevices.Add(id);
                }

                var slot = _plan.Fleet.Set(edge);
                updates[slot] = new EdgeSlot(slot, edge);
                changes[slot] = (before is null ? EdgeChange.Everything : EdgeChange.Between(before, edge), before);
            }
        }

        if (updates.Count == 0)
        {
            return;
        }

        _outside.Clear();
        _replaced.UnionWith(changes.Where(pair => pair.Value.Change is { All: true }).Select(pair => pair.Key));
        foreach (var policy in _plan.Policies.Values)
        {
            policy.Grow(_plan.Fleet.Count);
            var reads = policy.Objects.Values.Aggregate(EdgeReads.Nothing, (all, plan) => plan.Reads.All(all));
            foreach (var (slot, (change, before)) in changes)
            {
                Touch(policy, reads, slot, change, before);
            }
        }

        await runtime.UpdateInventoryAsync([.. updates.Values], token);
    }

    /// <summary>Marks a slot for a policy that an edge's change may concern: it read what changed, or its tolerations now say something else of the edge.</summary>
    private void Touch(PolicyPlan policy, EdgeReads reads, int slot, EdgeChange? change, EdgeRecord? before)
    {
        var edge = _plan.Fleet[slot];
        if (edge is null || state.Roots.Of(edge.Id) is null)
        {
            // A slot that changed hands has nothing in force; a person removed the edge, which is no loss of others.
            policy.InForce[slot] = null;
        }

        policy.Unrecorded |= change is { All: true };
        if (change is not null && (change.All || reads.Touches(change.Paths) || (edge is not null && before is not null && (Retainted(policy, before, edge) || Reruled(policy, before, edge)))))
        {
            policy.Touch(slot, edge is not null && before is not null && Reruled(policy, before, edge) ? EdgeChange.Everything : change);
        }
    }

    private static bool Retainted(PolicyPlan policy, EdgeRecord before, EdgeRecord after)
    {
        var tolerations = policy.Shape?.Tolerations ?? [];
        return !ReferenceEquals(before.Taints, after.Taints)
            && (Tolerations.Repels(before.Taints, tolerations, false) != Tolerations.Repels(after.Taints, tolerations, false)
                || Tolerations.Repels(before.Taints, tolerations, true) != Tolerations.Repels(after.Taints, tolerations, true));
    }

    private async Task AbsorbPolicyAsync(PolicyKey key, CancellationToken token)
    {
        var policy = _plan.Of(key);
        policy.Record = inventory.Policy(key);
        (policy.Urgent, policy.Unrecorded) = (true, true);
        HoldUngranted(policy);
        if (policy.Record is null)
        {
            // Nobody is left to be asked: what it could not say keeps nothing any more.
            policy.Shape = null;
            (policy.DirtyAll, policy.Unselected, policy.Unrelated, policy.Fault, policy.Attempts) = (true, false, false, null, 0);
            policy.Links.Clear();
        }
        else if (policy.Record.Digest != policy.Bundle)
        {
            policy.DirtyAll = true;
            await LoadBundleAsync(policy, token);
        }
    }

    /// <summary>After a start, what a parent brought moves no further before this process knows how far the parent lets it; what is this hub's own has no such limit.</summary>
    private void HoldUngranted(PolicyPlan policy)
    {
        if (policy.Record?.Source != ParentSource.Id || !state.Lineage.IsRegion)
        {
            (policy.Grant, policy.GrantOf) = (null, null);
        }
        else if (policy.GrantOf is null)
        {
            (policy.Grant, policy.GrantOf) = (RolloutGrant.None, default(Digest));
        }
    }

    private async Task LoadBundleAsync(PolicyPlan policy, CancellationToken token)
    {
        var outcome = await bundles.LoadAsync(policy.Record!.Digest, policy.Record.Bundle, token);
        if (outcome.Ok)
        {
            (policy.Shape, policy.Loaded) = (outcome.Value, policy.Record.Digest);
            _relate = true;
        }
        else
        {
            Stall(policy, outcome.Fault);
        }
    }
}
