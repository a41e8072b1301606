using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Hub.Customize;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow;

/// <summary>Place and Customize: what changed since the last plan is decided anew, a policy as a whole or not at all.</summary>
internal sealed partial class HubFlow
{
    private async Task AbsorbAsync(HubChangeBatch batch, CancellationToken token)
    {
        await AbsorbEdgesAsync(batch.Edges, token);
        foreach (var key in batch.Policies)
        {
            await AbsorbPolicyAsync(key, token);
        }

        if (batch.Policies.Count > 0)
        {
            ownership.Decide(_plan.Policies, null);
        }
        else if (batch.Workloads.Count > 0)
        {
            ownership.Decide(_plan.Policies, batch.Workloads);
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

    private async Task AbsorbEdgesAsync(IReadOnlyCollection<string> edges, CancellationToken token)
    {
        var updates = new SortedDictionary<int, EdgeSlot>();
        foreach (var id in edges.Where(id => inventory.Edge(id) is null))
        {
            _leaving.Add(id);
            if (_plan.Fleet.Remove(id) is >= 0 and var slot)
            {
                updates[slot] = new EdgeSlot(slot, null);
            }
        }

        foreach (var id in edges.Order(StringComparer.Ordinal))
        {
            if (inventory.Edge(id) is { } edge)
            {
                _leaving.Remove(id);
                var slot = _plan.Fleet.Set(edge);
                updates[slot] = new EdgeSlot(slot, edge);
            }
        }

        if (updates.Count == 0)
        {
            return;
        }

        foreach (var policy in _plan.Policies.Values)
        {
            policy.Grow(_plan.Fleet.Count);
            foreach (var (slot, update) in updates)
            {
                policy.DirtySlots.Add(slot);
                policy.Unrecorded = true;
                if (update.Edge is null || state.Roots.Of(update.Edge.Id) is null)
                {
                    // A slot that changed hands has nothing in force; a person removed the edge, which is no loss of others.
                    policy.InForce[slot] = null;
                }
            }
        }

        await runtime.UpdateInventoryAsync([.. updates.Values], token);
    }

    private async Task AbsorbPolicyAsync(PolicyKey key, CancellationToken token)
    {
        var policy = _plan.Of(key);
        policy.Record = inventory.Policy(key);
        (policy.Urgent, policy.Unrecorded) = (true, true);
        if (policy.Record is null)
        {
            policy.Shape = null;
            policy.DirtyAll = true;
        }
        else if (policy.Record.Digest != policy.Bundle)
        {
            policy.DirtyAll = true;
            await LoadBundleAsync(policy, token);
        }
    }

    private async Task LoadBundleAsync(PolicyPlan policy, CancellationToken token)
    {
        var outcome = await runtime.LoadAsync(policy.Record!.Digest, policy.Record.Bundle, token);
        if (outcome.Ok)
        {
            (policy.Shape, policy.Loaded) = (outcome.Value, policy.Record.Digest);
        }
        else
        {
            Stall(policy, outcome.Fault);
        }
    }

    /// <summary>Decides every policy that is due, the oldest first.</summary>
    private async Task DecideAsync(CancellationToken token)
    {
        var now = time.GetUtcNow();
        foreach (var policy in _plan.ByAge.ToList())
        {
            if (IsDue(policy, now))
            {
                await DecideAsync(policy, token);
            }
        }
    }

    private async Task DecideAsync(PolicyPlan policy, CancellationToken token)
    {
        policy.Urgent = false;
        policy.Unrecorded = true;
        policy.Grow(_plan.Fleet.Count);
        if (policy.Record is { } record && policy.Loaded != record.Digest)
        {
            await LoadBundleAsync(policy, token);
            if (policy.Loaded != record.Digest)
            {
                return;
            }

            ownership.Decide(_plan.Policies, null);
        }

        var bundle = policy.Record?.Digest ?? default;
        var owned = ownership.OwnedBy(policy.Key).Where(key => !policy.Excluded.Contains(key)).ToHashSet();
        var asked = policy.DirtyAll || policy.DirtySlots.Count > 0 ? owned.Concat(policy.Objects.Keys).Concat(policy.DirtyObjects).ToHashSet() : policy.DirtyObjects;
        var decisions = new List<(ObjectKey, ObjectPlan?)>();
        foreach (var key in asked.Order())
        {
            if (!owned.Contains(key) || inventory.Workload(policy.Key.Workspace, key) is null)
            {
                decisions.Add((key, null));
                continue;
            }

            var outcome = await DecideAsync(policy, bundle, key, token);
            if (!outcome.Ok)
            {
                Stall(policy, outcome.Fault);
                return;
            }

            decisions.Add((key, outcome.Value));
        }

        var whole = bundle != policy.Bundle;
        var before = policy.Bundle;
        policy.Bundle = bundle;
        ManifestBuilder.Commit(policy, decisions, _plan.Fleet.Count, whole);
        ManifestBuilder.Trim(policy);
        policy.DirtyAll = false;
        policy.DirtySlots.Clear();
        policy.DirtyObjects.Clear();
        (policy.Fault, policy.Attempts) = (null, 0);
        if (whole && !before.IsZero && _plan.Policies.Values.All(other => other.Bundle != before && other.Loaded != before))
        {
            await runtime.ForgetAsync(before, token);
        }
    }

    private async Task<PolicyOutcome<ObjectPlan>> DecideAsync(PolicyPlan policy, Digest bundle, ObjectKey key, CancellationToken token)
    {
        var workload = inventory.WorkloadContent(policy.Key.Workspace, key);
        var source = inventory.Workload(policy.Key.Workspace, key)!.Digest;
        var before = policy.DirtyAll || policy.DirtyObjects.Contains(key) ? null : policy.Objects.GetValueOrDefault(key);
        var candidates = _plan.Fleet.All();
        var asked = before is null ? candidates : Slots(policy.DirtySlots);
        var decided = await EvaluateAsync(
            policy.Shape!, bundle, key, source, workload, before is null ? candidates : EdgeSets.Intersect(candidates, asked), token);
        return decided.Ok && before is not null
            ? new PolicyOutcome<ObjectPlan>(Customizer.Merge(before, decided.Value, asked), null)
            : decided;
    }

    private async Task<PolicyOutcome<ObjectPlan>> EvaluateAsync(
        PolicyShape shape, Digest bundle, ObjectKey key, Digest source, ReadOnlyMemory<byte> workload, EdgeSet candidates, CancellationToken token)
    {
        var place = await placer.PlaceAsync(bundle, workload, candidates, token);
        return place.Ok
            ? await customizer.CustomizeAsync(shape, bundle, key, source, workload, place.Value.Edges, token)
            : new PolicyOutcome<ObjectPlan>(null, place.Fault);
    }

    private EdgeSet Slots(IEnumerable<int> slots)
    {
        var set = new EdgeSet(_plan.Fleet.Count);
        foreach (var slot in slots)
        {
            set.Add(slot);
        }

        return set;
    }

    private void Stall(PolicyPlan policy, PolicyFault fault)
    {
        policy.Fault = fault;
        policy.RetryAt = time.GetUtcNow() + Backoff(policy.Attempts++);
        PolicyStalled(log, policy.Key.ToString(), fault.Reason, fault.Location);
    }

    /// <summary>
    /// A policy that keeps (stalled or held) still has objects in force, perhaps some that another policy owns by now: that one leaves them alone,
    /// or an edge would have two manifests that name one object. Returns whether something is to be decided anew.
    /// </summary>
    private bool LeaveToKeepers()
    {
        var kept = _plan.Policies.Values.Where(policy => policy.Keeps).ToDictionary(
            policy => policy.Key,
            policy => policy.InForce.Where(manifest => manifest?.Record is not null).Distinct()
                .SelectMany(manifest => manifest!.Record!.Objects).Select(entry => entry.Key).ToHashSet());
        var changed = false;
        foreach (var policy in _plan.Policies.Values)
        {
            var others = kept.Where(pair => pair.Key != policy.Key && pair.Key.Workspace == policy.Key.Workspace).ToList();
            foreach (var key in policy.Excluded.Where(key => !others.Exists(pair => pair.Value.Contains(key))).ToList())
            {
                policy.Excluded.Remove(key);
                changed |= policy.DirtyObjects.Add(key);
            }

            foreach (var key in policy.Objects.Keys.Where(key => others.Exists(pair => pair.Value.Contains(key))).ToList())
            {
                if (policy.Excluded.Add(key))
                {
                    changed |= policy.DirtyObjects.Add(key);
                }
            }
        }

        return changed;
    }
}
