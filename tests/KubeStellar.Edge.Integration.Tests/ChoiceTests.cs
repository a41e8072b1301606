using System.Text.Json;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Choices of a real hub over a fleet: spread, shares, taints; what is lost moves, and nothing else, whoever restarts.</summary>
public sealed class ChoiceTests
{
    private const string Spread = """
        import { policy, spread } from "kubestellar";
        export default policy({
          selects: { labels: { app: "search" } },
          place: (object, edge) => edge.labels.region !== undefined,
          choose: (object, edges, current) => spread(edges, current, { count: 2, by: "region" }),
        });
        """;

    private const string Split = """
        import { policy, split } from "kubestellar";
        export default policy({
          selects: { labels: { app: "web" } },
          tolerations: [{ key: "repairs", operator: "Exists", effect: "NoSchedule" }],
          choose: (object, edges, current) => split(12, edges, current, { weight: edge => Number(edge.labels.weight) }),
          customize: (object, edge, share) => { object.data.replicas = `${share}`; },
        });
        """;

    [SoakFact]
    public async Task A_choice_stays_and_what_is_lost_moves_alone()
    {
        var token = Site.Patience(150);
        await using var fleet = new Fleet();
        var hub = await fleet.StartHubAsync(token, "--guard-share", "1");
        await Site.PlantEdgesAsync(fleet, token, [.. from region in new[] { "eu", "us" } from i in Enumerable.Range(1, 4) select ($"{region}-{i}", (string[])[$"region={region}", $"weight={i}"])]);
        var folder = Site.Write(fleet, "app", ("search.js", Spread), ("web.js", Split), ("s.yaml", Site.ConfigMap("s", "1", "search")), ("w.yaml", Site.ConfigMap("w", "1", "web")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        (await fleet.CliAsync(token, "wait", "--for=settled", "--timeout", "30s")).Ok();
        Assert.Equal(["eu-1", "eu-2", "us-1", "us-2"], await PlacedAsync(fleet, "s", token));
        Assert.Equal(["eu-1=1", "eu-2=1", "eu-3=2", "eu-4=2", "us-1=1", "us-2=1", "us-3=2", "us-4=2"], (await SharesAsync(fleet, token)).Select(pair => $"{pair.Key}={pair.Value}"));

        // One edge that has it goes: its region gets another one, nobody else is touched.
        (await fleet.CliAsync(token, "remove", "edge", "eu-1")).Ok();
        await MainJobTests.UntilAsync(fleet, ["wait", "--for=settled", "--timeout", "30s"], _ => true, token);
        Assert.Equal(["eu-2", "eu-3", "us-1", "us-2"], await PlacedAsync(fleet, "s", token));
        Assert.Equal(12, (await SharesAsync(fleet, token)).Values.Sum());

        // It comes back, with a name that would be the first: what is chosen stays.
        await Site.PlantEdgesAsync(fleet, token, ("eu-0", ["region=eu", "weight=1"]));
        (await fleet.CliAsync(token, "wait", "--for=settled", "--timeout", "30s")).Ok();
        Assert.Equal(["eu-2", "eu-3", "us-1", "us-2"], await PlacedAsync(fleet, "s", token));

        // NoSchedule keeps what is there and lets nothing new come; NoExecute takes it away.
        (await fleet.CliAsync(token, "taint", "edge", "eu-2", "repairs=today:NoSchedule")).Ok();
        (await fleet.CliAsync(token, "wait", "--for=settled", "--timeout", "30s")).Ok();
        Assert.Equal(["eu-2", "eu-3", "us-1", "us-2"], await PlacedAsync(fleet, "s", token));
        (await fleet.CliAsync(token, "taint", "edge", "eu-2", "repairs=today:NoExecute")).Ok();
        (await fleet.CliAsync(token, "wait", "--for=settled", "--timeout", "30s")).Ok();
        Assert.Equal(["eu-0", "eu-3", "us-1", "us-2"], await PlacedAsync(fleet, "s", token));
        Assert.Contains("taint", (await fleet.CliAsync(token, "explain", "eu-2", "configmap/shop/s")).Ok(), StringComparison.Ordinal);
        Assert.DoesNotContain("eu-2", (await SharesAsync(fleet, token)).Keys);

        // A hub that is killed and started again keeps all choices: no root is written.
        await Site.RecordAsync(fleet, token, "s", "w");
        var before = await Site.SequencesAsync(fleet, token);
        await hub.KillAsync(token);
        await fleet.StartHubAsync(token, "--guard-share", "1");
        (await fleet.CliAsync(token, "wait", "--for=settled", "--timeout", "30s")).Ok();
        Assert.Equal(["eu-0", "eu-3", "us-1", "us-2"], await PlacedAsync(fleet, "s", token));
        var after = await Site.SequencesAsync(fleet, token);
        Assert.Equal(before[Buckets.Desired], after[Buckets.Desired]);
        Assert.Equal(before[Buckets.Content], after[Buckets.Content]);
    }

    [SoakFact]
    public async Task Taints_repel_and_tolerations_admit()
    {
        var token = Site.Patience(120);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--guard-share", "1");
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);
        (await fleet.CliAsync(token, "taint", "edge", "store-1", "gpu=only:NoSchedule")).Ok();
        var folder = Site.Write(fleet, "app",
            ("plain.js", Placed("plain", "")), ("gpu.js", Placed("gpu", "tolerations: [{ key: \"gpu\", operator: \"Equal\", value: \"only\" }],")),
            ("p.yaml", Site.ConfigMap("p", "1", "plain")), ("g.yaml", Site.ConfigMap("g", "1", "gpu")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 1 && f.Keys.Single().Contains("-g", StringComparison.Ordinal), token);
        Assert.Contains("gpu=only:NoSchedule", (await fleet.CliAsync(token, "explain", "store-1", "configmap/shop/p")).Ok(), StringComparison.Ordinal);

        (await fleet.CliAsync(token, "taint", "edge", "store-1", "gpu-")).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 2, token);
        (await fleet.CliAsync(token, "taint", "edge", "store-1", "gpu=other:NoExecute")).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 0, token);
    }

    private static string Placed(string app, string more) => $$"""
        import { policy } from "kubestellar";
        export default policy({ selects: { labels: { app: "{{app}}" } }, {{more}} place: () => true });
        """;

    private static async Task<IEnumerable<string>> PlacedAsync(Fleet fleet, string name, CancellationToken token)
    {
        var all = JsonElement.Parse((await fleet.CliAsync(token, "explain", "configmap/shop/" + name, "-o", "json")).Ok());
        return all.GetProperty("groups").EnumerateArray().Where(group => group.GetProperty("outcome").GetString() == "placed")
            .SelectMany(group => group.GetProperty("sample").EnumerateArray().Select(edge => edge.GetString()!)).Order(StringComparer.Ordinal);
    }

    /// <summary>Replicas by edge, from what is published.</summary>
    private static async Task<SortedDictionary<string, int>> SharesAsync(Fleet fleet, CancellationToken token)
    {
        var shares = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var all = JsonElement.Parse((await fleet.CliAsync(token, "explain", "configmap/shop/w", "-o", "json")).Ok());
        foreach (var group in all.GetProperty("groups").EnumerateArray().Where(group => group.GetProperty("outcome").GetString() == "placed"))
        {
            var replicas = group.GetProperty("detail").GetProperty("operations").EnumerateArray().Single().GetProperty("value").GetString()!;
            foreach (var edge in group.GetProperty("sample").EnumerateArray())
                shares[edge.GetString()!] = int.Parse(replicas, System.Globalization.CultureInfo.InvariantCulture);
        }

        return shares;
    }
}
