using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Tests.State.Plan;

public sealed class EdgeChangeTests
{
    [Theory]
    [InlineData("1e99999999999", "1e99999999999", false)]
    [InlineData("1e99999999999", "1e99999999998", true)]
    [InlineData("""{"a":1,"b":[2]}""", """{ "b": [2], "a": 1 }""", false)]
    [InlineData("""{"a":1e99999999999,"a":1}""", """{"a":1e99999999999, "a":1}""", true)]
    [InlineData("1.0", "1", false)]
    public void Facts_of_any_kind_are_compared(string before, string after, bool changed) =>
        Assert.Equal(changed, EdgeChange.Between(Edge(before), Edge(after)) is { } change && change.Paths.Contains("properties/x"));

    private static EdgeRecord Edge(string fact) => new()
    {
        Id = "e1",
        Properties = new(new Dictionary<string, JsonElement> { ["x"] = JsonElement.Parse(fact) }, StringComparer.Ordinal),
        Identity = new EdgeIdentity("", "", "", DateTimeOffset.UnixEpoch),
    };
}
