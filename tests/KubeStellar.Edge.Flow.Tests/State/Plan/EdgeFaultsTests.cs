using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Tests.State.Plan;

public sealed class EdgeFaultsTests
{
    [Fact]
    public void Edges_that_fail_one_by_one_with_words_of_their_own_make_no_endless_list()
    {
        const int Edges = 3000;
        IReadOnlyList<EdgeFault> faults = [];
        IReadOnlyList<EdgeReason> reasons = [];
        for (var slot = 0; slot < Edges; slot++)
        {
            var one = EdgeSets.Of(Edges, [slot]);
            faults = EdgeFaults.Merge(faults, one, [new EdgeFault(new PolicyFault("Threw", $"place for edge e{slot}: x", "p.js:1:1"), one)]);
            reasons = EdgeFaults.Merge(reasons, one, [new EdgeReason(slot % 2 == 0, $"because of {slot}", one)]);
        }

        Assert.Equal(EdgeFaults.MostFaults + 1, faults.Count);
        Assert.Equal(("Threw", "..."), (faults[^1].Fault.Reason, faults[^1].Fault.Message));
        Assert.Equal("place for edge e0: x", faults[0].Fault.Message);
        Assert.Equal(Edges, EdgeFaults.Edges(faults).Count);
        Assert.Equal(2 * (EdgeFaults.MostReasons + 1), reasons.Count);
        Assert.Equal(Edges, EdgeFaults.Edges(reasons).Count);
        Assert.All(reasons, reason => Assert.All(reason.Edges.Members(), slot => Assert.Equal(reason.Placed, slot % 2 == 0)));

        // Those that come right leave, whichever entry they are in.
        var right = EdgeSets.Of(Edges, Enumerable.Range(0, Edges - 1));
        Assert.Equal([Edges - 1], EdgeFaults.Edges(EdgeFaults.Merge(faults, right, [])).Members());
    }
}
