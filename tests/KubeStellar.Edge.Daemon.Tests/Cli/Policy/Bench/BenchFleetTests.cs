using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Policy.Bench;
using KubeStellar.Edge.Daemon.Cli.Policy.Trials;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Policy.Bench;

public sealed class BenchFleetTests
{
    private static readonly EdgeRecord[] Models =
    [
        Edge("""{ "id": "a", "labels": { "kind": "store", "region": "eu" }, "properties": { "cpus": 2, "free": 0.5, "arch": "arm64" } }"""),
        Edge("""{ "id": "b", "labels": { "kind": "depot", "region": "us" }, "properties": { "cpus": 16, "free": 90, "arch": "amd64" }, "taints": [{ "key": "k", "effect": "NoSchedule" }] }"""),
        Edge("""{ "id": "c" }"""),
    ];

    [Fact]
    public void A_fleet_is_the_same_every_time_and_like_its_models()
    {
        var fleet = BenchFleet.Of(Models, 500);
        Assert.Equal(Texts(fleet), Texts(BenchFleet.Of(Models, 500)));
        Assert.Equal(500, fleet.Select(edge => edge.Id).Distinct().Count());

        // Labels and taints stay together as somebody wrote them.
        var models = Models.Select(Kind).ToHashSet();
        Assert.Equal(models, fleet.Select(Kind).ToHashSet());

        // What is measured lies between what was measured; whole numbers stay whole.
        var cpus = fleet.Where(edge => edge.Properties.ContainsKey("cpus")).Select(edge => edge.Properties["cpus"].GetDouble()).ToList();
        Assert.All(cpus, number => Assert.True(number is >= 2 and <= 16 && double.IsInteger(number)));
        Assert.True(cpus.Distinct().Count() > 2);
        Assert.All(fleet.Where(edge => edge.Properties.ContainsKey("free")), edge => Assert.InRange(edge.Properties["free"].GetDouble(), 0.5, 90));
        Assert.Contains(fleet, edge => edge.Labels.ContainsValue("eu") && edge.Properties["arch"].GetString() == "amd64");
    }

    [Fact]
    public void Edges_alike_in_what_was_read_are_one_case()
    {
        EdgeRecord[] fleet = [Edge("""{ "id": "a", "labels": { "x": "1", "y": "1" } }"""), Edge("""{ "id": "b", "labels": { "x": "1", "y": "2" } }"""), Edge("""{ "id": "c" }"""), Edge("""{ "id": "d", "properties": { "n": 1 } }""")];
        Assert.Equal(1, Count());
        Assert.Equal(2, Count("labels/x"));
        Assert.Equal(3, Count("labels/x", "labels/y"));
        Assert.Equal(3, Count("labels"));
        Assert.Equal(2, Count("properties/n"));
        Assert.Equal(4, Count("id"));
        Assert.Null(ReadCases.Count(fleet, EdgeReads.Everything));

        int? Count(params string[] paths) => ReadCases.Count(fleet, new EdgeReads(false, paths.ToHashSet()));
    }

    private static EdgeRecord Edge(string json) => Fleet.Edge(JsonElement.Parse(json), "edge");

    private static string Kind(EdgeRecord edge) => $"{string.Join(' ', edge.Labels)} {edge.Taints.Count}";

    private static IEnumerable<string> Texts(IEnumerable<EdgeRecord> fleet) => fleet.Select(edge => $"{edge.Id} {Kind(edge)} {string.Join(' ', edge.Properties)}");
}
