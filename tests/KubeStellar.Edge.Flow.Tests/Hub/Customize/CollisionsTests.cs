using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Customize;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Tests.Hub.Customize;

public sealed class CollisionsTests
{
    private const int Edges = 500;

    [Fact]
    public void Variants_that_bring_one_name_are_one_claim_and_one_fault()
    {
        var fleet = new FleetSlots();
        for (var i = 0; i < Edges; i++)
        {
            fleet.Set(new EdgeRecord { Id = $"e{i}", Identity = new EdgeIdentity("", "", "", DateTimeOffset.UnixEpoch) });
        }

        // Every edge has a variant of its own, all with a copy of the same name.
        var (older, younger) = (Policy("older", "a"), Policy("younger", "b"));
        var faults = Collisions.Find([older, younger], fleet);
        Assert.Equal([younger], faults.Keys);
        var fault = Assert.Single(faults[younger][Key("b")]);
        Assert.Equal(Edges, fault.Edges.Count);
        Assert.Contains("its copy ConfigMap/shop/x would take the place of a copy of ConfigMap/shop/a of policy older", fault.Fault.Message, StringComparison.Ordinal);
    }

    private static PolicyPlan Policy(string name, string source)
    {
        var plan = new PolicyPlan(new PolicyKey("default", name));
        var variants = Enumerable.Range(0, Edges).Select(slot => new Variant(Digest.Of(BitConverter.GetBytes(slot)), [], EdgeSets.Of(Edges, [slot]), 1)
        {
            Copies = [new VariantCopy(Key("x"), Digest.Of(BitConverter.GetBytes(slot)), [], [])],
        });
        plan.Grow(Edges);
        plan.Objects[Key(source)] = new ObjectPlan(Key(source), default, EdgeSets.Of(Edges, Enumerable.Range(0, Edges)), EdgeSets.Empty, VariantTable.Of([.. variants]));
        return plan;
    }

    private static ObjectKey Key(string name) => new("", "ConfigMap", "shop", name);
}
