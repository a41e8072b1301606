using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Customize;

/// <summary>
/// Copies that take another object's name, edge by edge: what their owners applied and what is kept comes first, then copies in the order of their policies' ages. Pure.
/// </summary>
internal static class Collisions
{
    /// <summary>What collides, by policy and by the object that fans out.</summary>
    /// <param name="byAge">The policies of a workspace, the oldest first.</param>
    /// <param name="fleet">The slots.</param>
    public static Dictionary<PolicyPlan, Dictionary<ObjectKey, List<EdgeFault>>> Find(IEnumerable<PolicyPlan> byAge, FleetSlots fleet)
    {
        var faults = new Dictionary<PolicyPlan, Dictionary<ObjectKey, List<EdgeFault>>>();
        var copies = byAge.Where(policy => !policy.Keeps).SelectMany(CopiesOf).ToList();
        if (copies.Count == 0)
        {
            return faults;
        }

        var taken = copies.Select(copy => copy.Key).Distinct().ToDictionary(key => key, _ => new List<Claim>());
        foreach (var claim in byAge.SelectMany(policy => Joined(Kept(policy, fleet)).Concat(policy.Keeps ? [] : PlainOf(policy, taken))))
        {
            if (taken.TryGetValue(claim.Key, out var claims))
            {
                claims.Add(claim);
            }
        }

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
        return Joined(from plan in policy.Objects.Values
                      where plan.Variants.FansOut
                      from variant in plan.Variants
                      where variant.Copies is not null
                      let edges = EdgeSets.IsEmpty(failed) ? variant.Edges : EdgeSets.Minus(variant.Edges, failed)
                      from copy in variant.Parts(plan.Key)
                      select new Claim(policy, plan.Key, copy.Key, edges));
    }

    /// <summary>One claim for all edges to which one object brings one name, in whatever variants.</summary>
    private static IEnumerable<Claim> Joined(IEnumerable<Claim> claims) => claims
        .GroupBy(claim => (claim.Policy, claim.Source, claim.Key))
        .Select(same => same.First() with { Edges = EdgeSets.All(same.Select(claim => claim.Edges)) });

    /// <summary>Objects that stay one and have the name of a copy, also where they wait for another policy to let go of that name.</summary>
    private static IEnumerable<Claim> PlainOf(PolicyPlan policy, Dictionary<ObjectKey, List<Claim>> names)
    {
        var failed = FailedOf(policy);
        foreach (var plan in policy.Objects.Values.Where(plan => names.ContainsKey(plan.Key)))
        {
            var edges = EdgeSets.All(plan.Variants.Where(variant => variant.Copies is null).Select(variant => variant.Edges));
            yield return new Claim(policy, plan.Key, plan.Key, EdgeSets.Union(EdgeSets.Minus(edges, failed), policy.Yields.GetValueOrDefault(plan.Key) ?? EdgeSets.Empty));
        }
    }

    /// <summary>What edges of a policy keep for want of a decision.</summary>
    private static IEnumerable<Claim> Kept(PolicyPlan policy, FleetSlots fleet)
    {
        var failed = FailedOf(policy);
        var slots = policy.Keeps ? fleet.All().Members() : failed.Members().Where(slot => fleet[slot] is not null);
        foreach (var same in slots.Where(slot => policy.InForce[slot] is not null).ToLookup(slot => policy.InForce[slot]))
        {
            var edges = EdgeSets.Of(fleet.Count, same);
            foreach (var entry in same.Key?.Record?.Objects ?? [])
            {
                yield return new Claim(policy, entry.Source ?? entry.Key, entry.Key, edges);
            }
        }
    }

    private static EdgeSet FailedOf(PolicyPlan policy) =>
        EdgeSets.All(policy.Objects.Values.Where(plan => plan.Failed.Count > 0).Select(plan => EdgeFaults.Edges(plan.Failed)));

    /// <summary>A name at some edges.</summary>
    private sealed record Claim(PolicyPlan Policy, ObjectKey Source, ObjectKey Key, EdgeSet Edges);
}
