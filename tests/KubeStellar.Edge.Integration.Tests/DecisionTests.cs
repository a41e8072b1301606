using System.Text.Json;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>What a real hub says of its decisions: why, again, and what if.</summary>
public sealed class DecisionTests
{
    private const string Policy = """
        import { policy, yes, no } from "kubestellar";
        export default policy({
          selects: { labels: { app: "shop" } },
          place: (object, edge) => edge.labels.kind === "store" ? yes("a store") : no(`a ${edge.labels.kind}`),
          customize: (object, edge) => { object.data.size = edge.labels.size; },
        });
        """;

    [SoakFact]
    public async Task A_decision_is_explained_replayed_and_weighed_against_another()
    {
        var token = Site.Patience();
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token);
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store", "size=large"), token);
        await fleet.StartEdgeAsync("depot-1", await fleet.TokenAsync(token, "kind=depot", "size=small"), token);
        var folder = Site.Write(fleet, "app", ("shop.js", Policy), ("a.yaml", Site.ConfigMap("a", "1")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        (await fleet.CliAsync(token, "wait", "--for=settled", "--timeout", "30s")).Ok();

        var all = JsonElement.Parse((await fleet.CliAsync(token, "explain", "configmap/shop/a", "-o", "json")).Ok());
        Assert.Equal(
            ["not placed 1 no: a depot depot-1", "placed 1 yes: a store store-1"],
            all.GetProperty("groups").EnumerateArray().Select(group => $"{group.GetProperty("outcome")} {group.GetProperty("edges")} {group.GetProperty("reason")} {group.GetProperty("sample")[0]}").Order(StringComparer.Ordinal));
        Assert.Contains("it read labels/kind=store labels/size=large", (await fleet.CliAsync(token, "explain", "store-1", "configmap/shop/a")).Ok(), StringComparison.Ordinal);

        Assert.Contains(all.GetProperty("decision").GetString()!, (await fleet.CliAsync(token, "get", "decisions", "-o", "json")).Ok(), StringComparison.Ordinal);

        var file = fleet.Folder["decision.json"];
        var replayed = (await fleet.CliAsync(token, "policy", "replay", all.GetProperty("decision").GetString()!, "--save", file)).Ok();
        Assert.Contains("2 cases: 2 same, 0 different", replayed, StringComparison.Ordinal);
        Assert.Equal(replayed, (await fleet.CliAsync(token, "policy", "replay", "--file", file)).Ok());

        var before = await Site.SequencesAsync(fleet, token);
        Site.Write(fleet, "next", ("shop.js", Policy.Replace("\"store\"", "\"depot\"", StringComparison.Ordinal)));
        var preview = JsonElement.Parse((await fleet.CliAsync(token, "policy", "preview", "-f", Path.Combine(fleet.Folder["next"], "shop.js"), "--against", "kse", "-o", "json")).Ok());
        var one = preview.GetProperty("objects")[0];
        Assert.Equal((1, 1), (one.GetProperty("gained").GetInt32(), one.GetProperty("lost").GetInt32()));
        Assert.Equal(2, preview.GetProperty("roots").GetInt32());
        Assert.Equal(before[Contracts.Wire.Buckets.Desired], (await Site.SequencesAsync(fleet, token))[Contracts.Wire.Buckets.Desired]);
    }
}
