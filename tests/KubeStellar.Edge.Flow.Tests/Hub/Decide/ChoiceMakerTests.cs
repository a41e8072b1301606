using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Decide;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Tests.Hub.Decide;

public sealed class ChoiceMakerTests
{
    [Fact]
    public void A_choice_among_few_keeps_what_it_was_given()
    {
        var (choice, inputs) = ChoiceMaker.Make(Subject(2000, slot => slot % 100 == 0))!.Value;
        Assert.Equal((2000, 20, true), (choice.Candidates, choice.Chosen, choice.Kept));
        Assert.Equal(Digest.Of(inputs!), choice.Inputs);
        Assert.StartsWith("""{"candidates":[{"id":"e00000","labels":{"zone":"z0"}},""", System.Text.Encoding.UTF8.GetString(inputs![..60]), StringComparison.Ordinal);
        Assert.Equal(["e00000", "e00100"], choice.Sample.Take(2));
    }

    [Theory]
    [InlineData(40_000)]
    [InlineData(100_000)]
    [InlineData(200_000)]
    public void A_choice_among_very_many_makes_no_documents_of_all_of_them(int edges)
    {
        var small = Cost(Subject(20_000, slot => slot < 100), false);
        var large = Cost(Subject(edges, slot => slot < 100), false);
        Assert.InRange(large, 1, 3 * small / 2);

        // Who is chosen tells such choices apart.
        var first = ChoiceMaker.Make(Subject(edges, slot => slot < 100))!.Value.Choice;
        Assert.Equal(first.Inputs, ChoiceMaker.Make(Subject(edges, slot => slot < 100))!.Value.Choice.Inputs);
        Assert.NotEqual(first.Inputs, ChoiceMaker.Make(Subject(edges, slot => slot is > 0 and < 101))!.Value.Choice.Inputs);
    }

    private static long Cost(DecisionSubject subject, bool kept)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (choice, inputs) = ChoiceMaker.Make(subject)!.Value;
        var cost = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal((kept, kept), (choice.Kept, inputs is not null));
        return cost;
    }

    private static DecisionSubject Subject(int edges, Predicate<int> chosen)
    {
        var fleet = new FleetSlots();
        for (var i = 0; i < edges; i++)
        {
            // Names that do not pack.
            fleet.Set(new EdgeRecord
            {
                Id = edges > 10_000 ? Digest.Of(BitConverter.GetBytes(i)).ToString()[..40] : $"e{i:00000}",
                Labels = new(new Dictionary<string, string> { ["zone"] = $"z{i % 3}" }, StringComparer.Ordinal),
                Identity = new EdgeIdentity("", "", "", DateTimeOffset.UnixEpoch),
            });
        }

        var key = new ObjectKey("", "ConfigMap", "shop", "a");
        var plan = new ObjectPlan(key, Digest.Of("a"u8), EdgeSets.Of(edges, Enumerable.Range(0, edges).Where(slot => chosen(slot))), EdgeSets.Empty, VariantTable.Empty)
        {
            Offered = fleet.All(),
            Reads = DecisionReads.Nothing with { Choose = new EdgeReads(false, new HashSet<string> { "labels/zone" }) },
        };
        return new DecisionSubject(new PolicyKey("default", "p"), default, true, plan, fleet);
    }
}
