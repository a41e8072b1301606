using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow;

/// <summary>Copies that objects fan out into must not have the name of anything else at the same edge.</summary>
internal sealed partial class HubFlow
{
    /// <summary>Finds copies that take another object's name, edge by edge: what their owners applied and what is kept comes first, then copies in the order of their policies' ages. Returns whether anything changed.</summary>
    private bool Collide()
    {
        var changed = false;
        foreach (var workspace in _plan.ByAge.ToLookup(policy => policy.Key.Workspace))
        {
            var copies = workspace.Where(policy => !policy.Keeps).SelectMany(CopiesOf).ToList();
            if (copies.Count == 0 && workspace.All(policy => policy.Collisions.Count == 0))
            {
                continue;
            }

            var faults = Faults(workspace, copies);
            foreach (var policy in workspace)
            {
                var after = faults.GetValueOrDefault(policy) ?? [];
                if (Same(policy.Collisions, after))
                {
                    continue;
                }

                policy.Collisions = after.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<EdgeFault>)pair.Value);
                policy.Stick();
                (policy.Unrecorded, changed) = (true, true);
            }
        }

        return changed;
    }

    private Dictionary<PolicyPlan, Dictionary<ObjectKey, List<EdgeFault>>> Faults(IEnumerable<PolicyPlan> workspace, List<Claim> copies)
    {
        var taken = copies.Select(copy => copy.Key).Distinct().ToDictionary(key => key, _ => new List<Claim>());
        foreach (var claim in workspace.SelectMany(policy => Kept(policy).Concat(policy.Keeps ? [] : PlainOf(policy, taken))))
        {
            if (taken.TryGetValue(claim.Key, out var claims))
            {
                claims.Add(claim);
            }
        }

        var faults = new Dictionary<PolicyPlan, Dictionary<ObjectKey, List<EdgeFault>>>();
        foreach (var copy in copies)
        {
            var free = copy.Edges;
            foreach (var other in taken[copy.Key].Where(other => other.Policy != copy.Policy || other.Source != copy.Source))
            {
                var clash = EdgeSets.Intersect(free, other.Edges);
                if (EdgeSets.IsEmpty(clash))
                {
                    continue;
                }

                free = EdgeSets.Minus(free, clash);
                var name = other.Key == other.Source ? $"{LinkNode.Of(other.Key)} of policy {other.Policy.Key.Name}" : $"a copy of {LinkNode.Of(other.Source)} of policy {other.Policy.Key.Name}";
                var fault = new PolicyFault("BadResult", $"its copy {LinkNode.Of(copy.Key)} would take the place of {name}; give the copies other names", "");
                var mine = faults.TryGetValue(copy.Policy, out var found) ? found : faults[copy.Policy] = [];
                (mine.TryGetValue(copy.Source, out var list) ? list : mine[copy.Source] = []).Add(new EdgeFault(fault, clash));
            }

            taken[copy.Key].Add(copy with { Edges = free });
        }

        return faults;
    }

    /// <summary>The copies that a policy's decisions give to edges.</summary>
    private static IEnumerable<Claim> CopiesOf(PolicyPlan policy)
    {
        if (!policy.Objects.Values.Any(plan => plan.Variants.FansOut))
        {
            return [];
        }

        var failed = FailedOf(policy);
        return from plan in policy.Objects.Values
               where plan.Variants.FansOut
               from variant in plan.Variants
               where variant.Copies is not null
               let edges = EdgeSets.Minus(variant.Edges, failed)
               from copy in variant.Parts(plan.Key)
               select new Claim(policy, plan.Key, copy.Key, edges);
    }

    /// <summary>Objects that stay one and have the name of a copy, also where they wait for another policy to let go of that name.</summary>
    private static IEnumerable<Claim> PlainOf(PolicyPlan policy, Dictionary<ObjectKey, List<Claim>> names)
    {
        var failed = FailedOf(policy);
        foreach (var plan in policy.Objects.Values.Where(plan => names.ContainsKey(plan.Key)))
        {
            var edges = plan.Variants.Where(variant => variant.Copies is null).Aggregate(EdgeSets.Empty, (all, variant) => EdgeSets.Union(all, variant.Edges));
            yield return new Claim(policy, plan.Key, plan.Key, EdgeSets.Union(EdgeSets.Minus(edges, failed), policy.Yields.GetValueOrDefault(plan.Key) ?? EdgeSets.Empty));
        }
    }

    /// <summary>What edges of a policy keep for want of a decision.</summary>
    private IEnumerable<Claim> Kept(PolicyPlan policy)
    {
        var failed = FailedOf(policy);
        var slots = policy.Keeps ? _plan.Fleet.All().Members() : failed.Members().Where(slot => _plan.Fleet[slot] is not null);
        foreach (var same in slots.Where(slot => policy.InForce[slot] is not null).ToLookup(slot => policy.InForce[slot]))
        {
            var edges = EdgeSets.Of(_plan.Fleet.Count, same);
            foreach (var entry in same.Key?.Record?.Objects ?? [])
            {
                yield return new Claim(policy, entry.Source ?? entry.Key, entry.Key, edges);
            }
        }
    }

    private static EdgeSet FailedOf(PolicyPlan policy) =>
        policy.Objects.Values.Where(plan => plan.Failed.Count > 0).Aggregate(EdgeSets.Empty, (all, plan) => EdgeSets.Union(all, EdgeFaults.Edges(plan.Failed)));

    private static bool Same(Dictionary<ObjectKey, IReadOnlyList<EdgeFault>> before, Dictionary<ObjectKey, List<EdgeFault>> after) =>
        before.Count == after.Count && after.All(pair => before.TryGetValue(pair.Key, out var old) && old.Count == pair.Value.Count
            && old.Zip(pair.Value).All(two => two.First.Fault == two.Second.Fault && EdgeSets.Same(two.First.Edges, two.Second.Edges)));

    /// <summary>A name at some edges.</summary>
    private sealed record Claim(PolicyPlan Policy, ObjectKey Source, ObjectKey Key, EdgeSet Edges);
}
