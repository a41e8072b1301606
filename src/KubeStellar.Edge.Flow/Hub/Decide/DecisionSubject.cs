using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Decide;

/// <summary>What one record is about.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Bundle">The bundle that decided.</param>
/// <param name="Chooses">Whether it has <c>choose</c>.</param>
/// <param name="Plan">What was decided.</param>
/// <param name="Fleet">Names of the slots.</param>
internal sealed record DecisionSubject(PolicyKey Policy, Digest Bundle, bool Chooses, ObjectPlan Plan, FleetSlots Fleet)
{
    /// <summary>
    /// Edges that <c>choose</c> was offered for want of an answer of <c>place</c>: it failed there, and they have the object. They keep it whatever is chosen.
    /// </summary>
    public EdgeSet Unsure { get; init; } = EdgeSets.Empty;

    /// <summary>Edges that the policy was asked about.</summary>
    public EdgeSet Candidates { get; } = EdgeSets.Minus(Fleet.All(), EdgeFaults.Edges(Plan.Barred));

    /// <summary>The edges to ask for the cases of: with a choice, the chosen ones and the others apart, since the same case may be on both sides.</summary>
    public IReadOnlyList<(EdgeSet Edges, bool Chosen)> Questions => Chooses
        ? [(EdgeSets.Intersect(Candidates, Plan.Placed), true), (EdgeSets.Minus(Candidates, Plan.Placed), false)]
        : [(Candidates, true)];

    /// <summary>One decision of a policy.</summary>
    public static DecisionSubject Of(PolicyPlan policy, ObjectPlan plan, FleetSlots fleet)
    {
        var unplaced = EdgeSets.Minus(EdgeFaults.Edges(plan.Failed), plan.Offered);
        return new DecisionSubject(policy.Key, policy.Bundle, policy.Shape?.Chooses ?? false, plan, fleet)
        {
            Unsure = EdgeSets.Of(fleet.Count, unplaced.Members().Where(slot => policy.HasInForce(slot, plan.Key))),
        };
    }
}
