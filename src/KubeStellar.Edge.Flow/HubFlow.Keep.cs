using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Gate;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow;

/// <summary>What stays in force for want of an answer: of whole policies, and of single edges.</summary>
internal sealed partial class HubFlow
{
    /// <summary>Takes over for which edges a policy has no decision, and when those are asked about again.</summary>
    private void Stick(PolicyPlan policy, bool retried)
    {
        var before = policy.Stuck;
        policy.Stick();
        if (policy.Objects.Values.All(plan => plan.Failed.Count == 0))
        {
            (policy.EdgeAttempts, policy.EdgesRetryAt) = (0, DateTimeOffset.MaxValue);
            return;
        }

        var grown = !EdgeSets.Contains(before, policy.Stuck);
        if (retried || grown)
        {
            policy.EdgeAttempts = grown ? 0 : policy.EdgeAttempts;
            policy.EdgesRetryAt = time.GetUtcNow() + Backoff(policy.EdgeAttempts++);
            var worst = policy.Failures.First();
            EdgesStuck(log, policy.Key.ToString(), policy.Stuck.Count, worst.Key.ToString(), worst.Value[0].Fault.Reason, worst.Value[0].Fault.Location);
        }
    }

    /// <summary>
    /// A policy that keeps still has objects in force, perhaps some that another policy owns by now: that one leaves them alone,
    /// or an edge would have two manifests that name one object. A policy that is stalled or held keeps them everywhere, one with stuck edges there only.
    /// Returns whether something is to be decided anew.
    /// </summary>
    private bool LeaveToKeepers()
    {
        var kept = _plan.Policies.Values.Where(policy => policy.Keeps).ToDictionary(
            policy => policy.Key, policy => policy.InForce.OfType<ManifestRef>().Distinct().SelectMany(NamedBy).ToHashSet());
        var yields = Yields();
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

            changed |= Yield(policy, yields.GetValueOrDefault(policy.Key) ?? []);
        }

        return changed;
    }

    /// <summary>Objects that a policy owns and another one's stuck edges still have, with those edges.</summary>
    private Dictionary<PolicyKey, Dictionary<ObjectKey, EdgeSet>> Yields()
    {
        var yields = new Dictionary<PolicyKey, Dictionary<ObjectKey, EdgeSet>>();
        foreach (var keeper in _plan.Policies.Values.Where(policy => !policy.Keeps))
        {
            // Edges that wait for their wave, or go back to an earlier release, have what that says, as those do for which nothing could be decided.
            var old = keeper.Stuck.Members().Select(slot => (Slot: slot, Manifest: keeper.InForce[slot])).Concat(Old(keeper));
            foreach (var (slot, manifest) in old.Where(one => _plan.Fleet[one.Slot] is not null))
            {
                foreach (var key in manifest is not null ? NamedBy(manifest) : [])
                {
                    if (ownership.Owner(keeper.Key.Workspace, key) is not { } owner || owner == keeper.Key)
                    {
                        continue;
                    }

                    var mine = yields.TryGetValue(owner, out var found) ? found : yields[owner] = [];
                    (mine.TryGetValue(key, out var edges) ? edges : mine[key] = new EdgeSet(_plan.Fleet.Count)).Add(slot);
                }
            }
        }

        return yields;
    }

    /// <summary>What a policy's rollout has edges keep, or gives them back, instead of its newest decisions.</summary>
    private IEnumerable<(int Slot, ManifestRef? Manifest)> Old(PolicyPlan policy) => policy.Goal is null && policy.Pinned is null ? [] : Enumerable.Range(0, _plan.Fleet.Count)
        .Where(slot => !policy.Stuck[slot] && !ReferenceEquals(policy.GoalAt(slot), policy.Wanted[slot])).Select(slot => (slot, policy.GoalAt(slot)));

    /// <summary>
    /// An object that moved to another policy comes back with an earlier release only when that policy has given it up at the edge, which it does at the pace of its own
    /// waves: until then the edge keeps what it has.
    /// </summary>
    private void Concede()
    {
        foreach (var policy in _plan.Policies.Values)
        {
            policy.Concedes.Clear();
            foreach (var (slot, manifest) in policy.Keeps ? [] : Old(policy).Where(one => one.Manifest is not null && !ReferenceEquals(one.Manifest, policy.InForce[one.Slot])))
            {
                var others = _plan.Policies.Values.Where(other => other != policy && other.Key.Workspace == policy.Key.Workspace).Select(other => Gatekeeper.Target(other, slot)).OfType<ManifestRef>().ToList();
                if (others.Count > 0 && NamedBy(manifest!).Any(key => !policy.HasInForce(slot, key) && others.Exists(other => other.Names(key))))
                {
                    policy.Concedes.Add(slot);
                }
            }
        }
    }

    private static bool Yield(PolicyPlan policy, Dictionary<ObjectKey, EdgeSet> yields)
    {
        var changed = false;
        foreach (var key in policy.Yields.Keys.Union(yields.Keys).ToList())
        {
            var (before, after) = (policy.Yields.GetValueOrDefault(key) ?? EdgeSets.Empty, yields.GetValueOrDefault(key) ?? EdgeSets.Empty);
            if (EdgeSets.Same(before, after))
            {
                continue;
            }

            if (EdgeSets.IsEmpty(after))
            {
                policy.Yields.Remove(key);
            }
            else
            {
                policy.Yields[key] = after;
            }

            changed |= policy.Shifted.Add(key);
        }

        return changed;
    }

    /// <summary>Objects that a manifest names, by their own keys and by those of the objects that they are copies of.</summary>
    private static IEnumerable<ObjectKey> NamedBy(ManifestRef manifest) =>
        (manifest.Record?.Objects ?? []).SelectMany<ManifestEntry, ObjectKey>(entry => entry.Source is { } source ? [entry.Key, source] : [entry.Key]);
}
