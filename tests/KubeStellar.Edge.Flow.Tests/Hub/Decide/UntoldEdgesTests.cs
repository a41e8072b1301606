using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Decide;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Tests.Hub.Decide;

public sealed class UntoldEdgesTests
{
    private const int Fleet = 10;

    [Fact]
    public void Each_edge_is_in_the_part_of_what_came_of_it()
    {
        var plan = new ObjectPlan(ObjectKey.Parse("_.ConfigMap.shop.a"), default, Set(2, 3, 4, 5), Set(4), VariantTable.Empty)
        {
            Barred = [new EdgeReason(false, "a taint", Set(0))],
            Failed = [new EdgeFault(new PolicyFault("Threw", "x", "p.js:1:1"), Set(1, 5))],
            Choices = [new EdgeReason(true, "the best", Set(3))],
            Reasons = [new EdgeReason(true, "able", Set(2, 3, 4, 5, 6)), new EdgeReason(false, "unable", Set(7, 8))],
            Offered = Set(2, 3, 4, 5, 6),
        };

        var parts = UntoldEdges.Of(plan, EdgeSets.Minus(Set([.. Enumerable.Range(0, Fleet)]), Set(8)));

        Assert.Equal(
            ["Barred a taint: 0", "Failed Threw: 1,5", "Omitted : 4", "Placed the best: 3", "Placed able: 2", "NotChosen : 6", "NotPlaced unable: 7", "NotPlaced : 9"],
            parts.Select(part => $"{part.Outcome} {part.Fault?.Reason ?? part.Reason}: {string.Join(',', part.Edges.Members())}"));
        Assert.Empty(UntoldEdges.Of(plan, EdgeSets.Empty));
    }

    private static EdgeSet Set(params int[] slots) => EdgeSets.Of(Fleet, slots);
}
