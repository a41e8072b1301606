using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>What a rollout is of: the bundle, and the objects as their owners wrote them. What the fleet is like is no part of it: an edge that comes or changes begins no new release.</summary>
internal static class RolloutInputs
{
    public static Digest Of(PolicyPlan plan)
    {
        var text = new StringBuilder().Append(plan.Bundle).Append('\n');
        foreach (var (key, decision) in plan.Objects)
        {
            text.Append(key).Append(' ').Append(decision.Source).Append('\n');
        }

        return Digest.Of(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
