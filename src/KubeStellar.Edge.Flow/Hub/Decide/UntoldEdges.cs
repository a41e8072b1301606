using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Decide;

/// <summary>
/// Edges that no recorded case stands for, by what came of them and why. Where every edge is a case of its own it is this that people want to know; it is
/// what the plan holds anyway, so nothing is asked again.
/// </summary>
internal static class UntoldEdges
{
    /// <summary>The parts of <paramref name="edges"/>; each edge is in one of them.</summary>
    public static IEnumerable<(EdgeSet Edges, DecisionOutcome Outcome, string Reason, DecisionFault? Fault)> Of(ObjectPlan plan, EdgeSet edges)
    {
        var parts = new List<(EdgeSet Edges, DecisionOutcome Outcome, string Reason, DecisionFault? Fault)>();
        var left = edges;
        foreach (var barred in plan.Barred)
        {
            Take(barred.Edges, DecisionOutcome.Barred, barred.Reason);
        }

        foreach (var failed in plan.Failed)
        {
            Take(failed.Edges, DecisionOutcome.Failed, "", new DecisionFault(failed.Fault.Reason, failed.Fault.Message, failed.Fault.Location));
        }

        Take(plan.Omitted, DecisionOutcome.Omitted, "");
        foreach (var said in plan.Choices.Concat(plan.Reasons.Where(reason => reason.Placed)))
        {
            Take(EdgeSets.Intersect(said.Edges, plan.Placed), DecisionOutcome.Placed, said.Reason);
        }

        Take(plan.Placed, DecisionOutcome.Placed, "");
        Take(plan.Offered, DecisionOutcome.NotChosen, "");
        foreach (var said in plan.Reasons.Where(reason => !reason.Placed))
        {
            Take(said.Edges, DecisionOutcome.NotPlaced, said.Reason);
        }

        Take(left, DecisionOutcome.NotPlaced, "");
        return parts;

        void Take(EdgeSet of, DecisionOutcome outcome, string reason, DecisionFault? fault = null)
        {
            var part = EdgeSets.Intersect(left, of);
            if (!EdgeSets.IsEmpty(part))
            {
                parts.Add((part, outcome, reason, fault));
                left = EdgeSets.Minus(left, part);
            }
        }
    }
}
