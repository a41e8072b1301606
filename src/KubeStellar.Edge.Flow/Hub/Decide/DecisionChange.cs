using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Decide;

/// <summary>Whether two decisions about an object come to the same for every edge.</summary>
internal static class DecisionChange
{
    public static bool Same(ObjectPlan left, ObjectPlan right)
    {
        if (left.Source != right.Source
            || left.Variants.Count != right.Variants.Count || left.Failed.Count != right.Failed.Count || left.Barred.Count != right.Barred.Count
            || left.Reasons.Count != right.Reasons.Count || left.Choices.Count != right.Choices.Count || left.Shares.Count != right.Shares.Count
            || !EdgeSets.Same(left.Placed, right.Placed) || !EdgeSets.Same(left.Omitted, right.Omitted))
        {
            return false;
        }

        var variants = left.Variants.ToDictionary(variant => variant.Content, variant => variant.Edges);
        return right.Variants.All(variant => variants.TryGetValue(variant.Content, out var edges) && EdgeSets.Same(edges, variant.Edges))
            && left.Failed.Zip(right.Failed).All(pair => pair.First.Fault == pair.Second.Fault && EdgeSets.Same(pair.First.Edges, pair.Second.Edges))
            && left.Barred.Zip(right.Barred).All(pair => pair.First.Reason == pair.Second.Reason && EdgeSets.Same(pair.First.Edges, pair.Second.Edges))
            && left.Reasons.Zip(right.Reasons).All(pair => pair.First.Reason == pair.Second.Reason && EdgeSets.Same(pair.First.Edges, pair.Second.Edges))
            && left.Choices.Zip(right.Choices).All(pair => pair.First.Reason == pair.Second.Reason && EdgeSets.Same(pair.First.Edges, pair.Second.Edges));
    }
}
