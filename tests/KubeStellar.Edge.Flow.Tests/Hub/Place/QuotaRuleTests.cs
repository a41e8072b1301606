using System.Text.Json;
using KubeStellar.Edge.Flow.Hub.Place;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.State.Regions;

namespace KubeStellar.Edge.Flow.Tests.Hub.Place;

public sealed class QuotaRuleTests
{
    private readonly FleetSlots _fleet = new();

    public QuotaRuleTests()
    {
        foreach (var edge in new[] { RegionFactsTests.Edge("a"), RegionFactsTests.Edge("b"), RegionFactsTests.Edge("c"), RegionFactsTests.Region("eu", []), RegionFactsTests.Region("us", []) })
            _fleet.Set(edge);
    }

    [Fact]
    public void A_share_of_a_region_is_a_quota_and_one_of_an_edge_stays_a_share()
    {
        var (chosen, shares, quotas) = QuotaRule.Apply(Choice(("a", 7), ("eu", 3)), Question(null), _fleet);

        Assert.Equal(["a", "eu"], Ids(chosen));
        Assert.Equal([(Slot("a"), "7")], shares.Select(pair => (pair.Key, pair.Value.GetRawText())));
        Assert.Equal([(Slot("eu"), 3)], quotas.Select(pair => (pair.Key, pair.Value)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(9)]
    public void A_region_never_chooses_more_than_it_was_granted(int quota)
    {
        var (chosen, _, quotas) = QuotaRule.Apply(Choice(("a", null), ("b", null), ("eu", 3), ("us", 2)), Question(quota), _fleet);

        Assert.Equal(Math.Min(quota, 7), chosen.Members().Sum(slot => quotas.GetValueOrDefault(slot, 1)));
        Assert.All(quotas, pair => Assert.True(pair.Value > 0 && chosen[pair.Key]));
    }

    [Fact]
    public void Who_has_it_keeps_it_whoever_else_comes()
    {
        var (chosen, _, _) = QuotaRule.Apply(Choice(("a", null), ("b", null), ("c", null)), Question(1, "c"), _fleet);
        Assert.Equal(["c"], Ids(chosen));

        // Without anything in force it hangs on each edge alone: one more to choose from changes at most that.
        var first = Ids(QuotaRule.Apply(Choice(("a", null), ("b", null)), Question(1), _fleet).Chosen);
        var second = Ids(QuotaRule.Apply(Choice(("a", null), ("b", null), ("c", null)), Question(1), _fleet).Chosen);
        Assert.True(second.SequenceEqual(first) || second.SequenceEqual(["c"]));
    }

    private Placement Choice(params (string Id, int? Share)[] chosen) => new(EdgeSets.Of(_fleet.Count, chosen.Select(one => Slot(one.Id))))
    {
        Shares = chosen.Where(one => one.Share is not null).ToDictionary(one => Slot(one.Id), one => JsonElement.Parse($"{one.Share}")),
    };

    private ObjectQuestion Question(int? quota, params string[] current) =>
        new(null!, default, default, default, default, _fleet.All()) { Quota = quota, Current = EdgeSets.Of(_fleet.Count, current.Select(Slot)) };

    private int Slot(string id) => _fleet.TryGet(id, out var slot) ? slot : -1;

    private List<string> Ids(EdgeSet edges) => [.. edges.Members().Select(slot => _fleet[slot]!.Id).Order(StringComparer.Ordinal)];
}
