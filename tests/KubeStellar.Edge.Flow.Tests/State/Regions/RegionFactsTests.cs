using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Regions;

namespace KubeStellar.Edge.Flow.Tests.State.Regions;

public sealed class RegionFactsTests
{
    [Fact]
    public void Edges_are_told_as_totals_by_sets_of_labels_and_regions_inside_count_with_theirs()
    {
        var inside = Region("paris", RegionFacts.Of([Edge("s1", ("kind", "store")), Edge("s2", ("kind", "depot"))]));

        var facts = RegionFacts.Of([Edge("e1", ("kind", "store")), Edge("e2", ("kind", "store")), inside]);

        Assert.Equal("4", facts["edges"].GetRawText());
        Assert.Equal("1", facts["regions"].GetRawText());
        Assert.Equal("""[{"labels":{"kind":"store"},"edges":3},{"labels":{"kind":"depot"},"edges":1}]""", facts["labelSets"].GetRawText());
        Assert.Null(RegionFacts.Explain(facts));
        Assert.Equal((1, 4), (RegionFacts.EdgesOf(Edge("e1")), RegionFacts.EdgesOf(Region("eu", facts))));
    }

    [Fact]
    public void Ten_thousand_label_sets_fit_and_lose_no_edge()
    {
        var facts = RegionFacts.Of(Enumerable.Range(0, 10_000).Select(i => Edge($"e{i}", ("kind", "store"), ("name", $"a-rather-long-name-{i}"))));

        Assert.Null(RegionFacts.Explain(facts));
        Assert.Equal(10_000, facts["labelSets"].EnumerateArray().Sum(set => set.GetProperty("edges").GetInt32()));
        Assert.Equal("""{"labels":{"kind":"store"},"edges":9936}""", facts["labelSets"].EnumerateArray().Last().GetRawText());
        Assert.True(facts["labelSets"].GetRawText().Length < 32 * 1024);
    }

    [Fact]
    public void A_region_inside_that_exaggerates_makes_no_region_above_unbelievable()
    {
        var loud = Region("loud", Facts("""{"edges":200000,"regions":0,"labelSets":[{"labels":{},"edges":200000}]}"""));

        var facts = RegionFacts.Of([Edge("e1"), loud, loud with { Id = "louder" }]);

        Assert.Null(RegionFacts.Explain(facts));
        Assert.Equal("200000", facts["edges"].GetRawText());
    }

    [Theory]
    [InlineData("""{"edges":-1,"regions":0,"labelSets":[]}""")]
    [InlineData("""{"edges":200001,"regions":0,"labelSets":[{"labels":{},"edges":200001}]}""")]
    [InlineData("""{"edges":2,"regions":0,"labelSets":[{"labels":{},"edges":1}]}""")]
    [InlineData("""{"edges":1,"regions":-1,"labelSets":[{"labels":{},"edges":1}]}""")]
    [InlineData("""{"edges":1,"regions":0,"labelSets":[{"labels":{"a b":"c"},"edges":1}]}""")]
    [InlineData("""{"edges":1,"regions":0,"labelSets":[{"labels":{"a":1},"edges":1}]}""")]
    [InlineData("""{"edges":1,"regions":0,"labelSets":[{"labels":null,"edges":1}]}""")]
    [InlineData("""{"edges":0,"regions":0,"labelSets":[{"labels":{},"edges":0}]}""")]
    [InlineData("""{"edges":1.5,"regions":0,"labelSets":[]}""")]
    [InlineData("""{"edges":0,"regions":0,"labelSets":{}}""")]
    [InlineData("""{"edges":0,"regions":0,"labelSets":[null]}""")]
    [InlineData("""{"edges":0,"regions":0,"labelSets":[],"more":1}""")]
    [InlineData("""{"edges":0,"regions":0}""")]
    [InlineData("{}")]
    public void What_cannot_be_is_not_believed(string facts) => Assert.NotNull(RegionFacts.Explain(Facts(facts)));

    [Fact]
    public void A_set_more_than_there_may_be_is_refused() =>
        Assert.NotNull(RegionFacts.Explain(Facts($$"""{"edges":66,"regions":0,"labelSets":[{{string.Join(',', Enumerable.Repeat("""{"labels":{},"edges":1}""", 66))}}]}""")));

    internal static EdgeRecord Edge(string id, params (string Key, string Value)[] labels) => new()
    {
        Id = id,
        Labels = new(labels.ToDictionary(pair => pair.Key, pair => pair.Value), StringComparer.Ordinal),
        Identity = new EdgeIdentity("U" + id, "x", "token", DateTimeOffset.UnixEpoch),
    };

    internal static EdgeRecord Region(string id, SortedDictionary<string, JsonElement> facts) => Edge(id) with { Region = new RegionRecord("O" + id, new RegionRights()), Properties = facts };

    private static SortedDictionary<string, JsonElement> Facts(string text) =>
        new(JsonElement.Parse(text).EnumerateObject().ToDictionary(member => member.Name, member => member.Value), StringComparer.Ordinal);
}
