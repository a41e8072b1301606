using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>All that the hub's one writer decided: the fleet and every policy's plan. Touched by that writer only.</summary>
internal sealed class FleetPlan
{
    public FleetSlots Fleet { get; } = new();

    /// <summary>Plans in the order of their keys, which is the order of a root's entries.</summary>
    public SortedDictionary<PolicyKey, PolicyPlan> Policies { get; } = [];

    /// <summary>Deleted policies first, then the oldest first.</summary>
    public IEnumerable<PolicyPlan> ByAge => Policies.Values.OrderBy(plan => plan.Record?.Order ?? long.MinValue).ThenBy(plan => plan.Key);

    public PolicyPlan Of(PolicyKey key)
    {
        if (!Policies.TryGetValue(key, out var plan))
        {
            Policies[key] = plan = new PolicyPlan(key);
        }

        plan.Grow(Fleet.Count);
        return plan;
    }
}
