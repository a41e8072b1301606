using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Client;
using KubeStellar.Edge.TestKit.Cluster.Fake;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>The status of any single copy, with real processes, over clusters that hold rich statuses: kept, asked live, last known, and written back.</summary>
public sealed class IndividualTests
{
    private const string Objects = """
        apiVersion: v1
        kind: Namespace
        metadata: { name: shop, labels: { app: shop, edge.kubestellar.io/workload: "true" } }
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: web, namespace: shop, labels: { app: shop, edge.kubestellar.io/workload: "true" } }
        spec:
          replicas: 1
          selector: { matchLabels: { app: web } }
          template:
            metadata: { labels: { app: web } }
            spec: { containers: [{ name: app, image: "registry.example.com/web:1" }] }
        """;

    private const string Object = "Deployment/shop/web";
    private static readonly string Web = ApiPath.Of("apps/v1", "deployments", "shop", "web");

    [SoakFact]
    public async Task What_stays_at_edges_is_reduced_asked_live_filtered_and_known_last()
    {
        var token = Site.Patience(180);
        await using var one = await FakeApiServer.NewAsync(token);
        await using var two = await FakeApiServer.NewAsync(token);
        await using var fleet = new Fleet();
        var hub = await fleet.StartHubAsync(token, "--heartbeat", "2s");
        var join = await fleet.TokenAsync(token, "kind=store");
        await fleet.StartEdgeAsync("store-1", join, token, "--target", "kubernetes:" + one.Kubeconfig);
        var second = await fleet.StartEdgeAsync("store-2", join, token, "--target", "kubernetes:" + two.Kubeconfig);
        var folder = Site.Write(fleet, "app", ("shop.js", Policy("""keep: "on-demand", map: r => ({ ready: r.status?.readyReplicas ?? 0 }), combine: sum""")), ("app.yaml", Objects));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await ReadyAsync(one, 1, token);
        await ReadyAsync(two, 3, token);

        // The reduction sees what the hub is not told.
        await MainJobTests.UntilAsync(fleet, ["get", "summary", "shop", "-o", "json"], text => Squeezed(text).Contains("\"ready\":4", StringComparison.Ordinal), token);
        await MainJobTests.UntilAsync(fleet, ["get", "status", Object, "-o", "json"], text => Rows(text).All(row => row.GetProperty("applied").GetBoolean() && Text(row, "health") != "Unknown"), token);
        var kept = Rows((await fleet.CliAsync(token, "get", "status", Object, "-o", "json")).Ok());
        Assert.Equal([("store-1", "kept", "on-demand", false), ("store-2", "kept", "on-demand", false)], kept.Select(row => (Text(row, "edge"), Text(row, "source"), Text(row, "keep"), row.TryGetProperty("status", out _))));
        var live = Rows((await fleet.CliAsync(token, "get", "status", Object, "-l", "kind=store", "-o", "json")).Ok());
        Assert.Equal([("store-1", "live", 1), ("store-2", "live", 3)], live.Select(row => (Text(row, "edge"), Text(row, "source"), Ready(row))));

        // Expressions, right and wrong; one that never ends ends, and harms nobody.
        Assert.Equal("status/store-2/shop/deployment.apps/shop/web\n", (await fleet.CliAsync(token, "get", "status", Object, "-l", "kind=store", "--where", "status?.readyReplicas > 2 && edge.labels.kind === 'store'", "-o", "name")).Ok());
        Assert.Equal("", (await fleet.CliAsync(token, "get", "status", "--live", "--where", "conditions.some(c => c.type === 'Available' && c.status !== 'True')", "-o", "name")).Ok());
        foreach (var (wrong, why) in new[]
        {
            ("status.", "the expression (at"), ("true); (false", "the expression (at"), ("replicas > 1", "for Namespace shop at store-1: ReferenceError: replicas is not defined; there are edge, policy"),
            ("kind === 'Deployment' && status.missing.deep", "): for Deployment shop/web at store-1: TypeError"), ("(() => { for (;;); })()", "did not end within its time"), ("new Date()", "Date is not defined"),
        })
        {
            var refused = await fleet.CliAsync(token, "get", "status", "--live", "--where", wrong);
            Assert.NotEqual(0, refused.ExitCode);
            Assert.Contains(why, refused.Error, StringComparison.Ordinal);
        }

        // One goes: the last that is known of it, and when; what this hub remembers of its answers goes with the hub, what it was told does not.
        await second.KillAsync(token);
        var last = Rows(await MainJobTests.UntilAsync(fleet, ["get", "status", Object, "--edge", "store-2", "-o", "json"], text => Text(Rows(text)[0], "source") == "last known", token))[0];
        Assert.Equal((3, "nobody listens there now"), (Ready(last), Text(last, "trouble")));
        Assert.Contains("last known (", (await fleet.CliAsync(token, "get", "status", Object, "--edge", "store-2")).Ok(), StringComparison.Ordinal);
        var arrived = Text(kept[1], "arrivedAt");
        await hub.KillAsync(token);
        await fleet.StartHubAsync(token, "--heartbeat", "2s");
        last = Rows(await MainJobTests.UntilAsync(fleet, ["get", "status", Object, "--edge", "store-2", "-o", "json"], text => Rows(text).Count == 1, token))[0];
        Assert.Equal(("last known", arrived, false), (Text(last, "source"), Text(last, "arrivedAt"), last.TryGetProperty("status", out _)));
        await MainJobTests.UntilAsync(fleet, ["get", "status", Object, "--edge", "store-1", "-o", "json"], text => Text(Rows(text)[0], "source") == "live" && Ready(Rows(text)[0]) == 1, token);
    }

    [SoakFact]
    public async Task Transitions_are_told_and_watched_and_numbers_are_not()
    {
        var token = Site.Patience(180);
        await using var server = await FakeApiServer.NewAsync(token);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--heartbeat", "2s");
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token, "--target", "kubernetes:" + server.Kubeconfig);
        var folder = Site.Write(fleet, "app", ("shop.js", Policy("""keep: "changes", map: r => ({ seen: r.status?.collisionCount ?? 0 }), combine: sum""")), ("app.yaml", Objects));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await ReadyAsync(server, 1, token, number: 1);
        await MainJobTests.UntilAsync(fleet, ["get", "status", Object, "-o", "json"], text => Rows(text) is [var row] && Text(row, "health") == "Current" && Number(row) == 1, token);
        var watching = KseProcess.Start(fleet.Variables, "get", "status", Object, "-w", "-o", "wide");
        await using var _ = watching;
        await watching.WaitForLineAsync("Current", token);

        // Numbers reach the summary, and nobody else; a condition that changes brings what stands there then.
        await ReadyAsync(server, 1, token, number: 7);
        await MainJobTests.UntilAsync(fleet, ["get", "summary", "shop", "-o", "json"], text => Squeezed(text).Contains("\"seen\":7", StringComparison.Ordinal), token);
        Assert.Equal(1, Number(Rows((await fleet.CliAsync(token, "get", "status", Object, "-o", "json")).Ok())[0]));
        Assert.Equal(7, Number(Rows((await fleet.CliAsync(token, "get", "status", Object, "--live", "-o", "json")).Ok())[0]));
        await ReadyAsync(server, 0, token, number: 9);
        await watching.WaitForLineAsync("InProgress", token);
        Assert.Equal(9, Number(Rows((await fleet.CliAsync(token, "get", "status", Object, "-o", "json")).Ok())[0]));
        var described = (await fleet.CliAsync(token, "describe", "edge", "store-1")).Ok();
        Assert.Contains("    Available=False", described, StringComparison.Ordinal);
        Assert.Contains("observed ", described, StringComparison.Ordinal);
    }

    [SoakFact]
    public async Task One_copy_has_its_status_at_the_source_two_have_none_and_it_is_no_edit()
    {
        var token = Site.Patience(180);
        await using var source = await FakeApiServer.NewAsync(token);
        await using var one = await FakeApiServer.NewAsync(token);
        await using var two = await FakeApiServer.NewAsync(token);
        await using var fleet = new Fleet();
        foreach (var body in Kubernetes.Yaml.ManifestReader.Read(System.Text.Encoding.UTF8.GetBytes(Objects)))
            (await source.Admin.ApplyAsync(JsonNode.Parse(body.CanonicalJson)!.AsObject(), token, "people")).Ok();
        await fleet.StartHubAsync(token, "--heartbeat", "2s", "--guard-share", "1", "--source", "kubernetes", "--kubeconfig", source.Kubeconfig);
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token, "--target", "kubernetes:" + one.Kubeconfig);
        await fleet.StartEdgeAsync("store-2", await fleet.TokenAsync(token, "kind=spare"), token, "--target", "kubernetes:" + two.Kubeconfig);
        (await fleet.CliAsync(token, "apply", "-f", Site.Write(fleet, "policy", ("shop.js", Policy("writeBack: \"singleton\""))))).Ok();
        await ReadyAsync(one, 1, token);
        await SourceAsync(source, 1, token);
        var workload = JsonElement.Parse((await fleet.CliAsync(token, "get", "workloads", Object, "-o", "json")).Ok());
        Assert.Equal(("edge store-1", 1, 1), (Text(workload, "statusFrom"), workload.GetProperty("status").GetProperty("readyReplicas").GetInt32(), workload.GetProperty("generation").GetInt32()));

        (await fleet.CliAsync(token, "label", "edge", "store-2", "kind=store", "--overwrite")).Ok();
        await SourceAsync(source, null, token);
        (await fleet.CliAsync(token, "label", "edge", "store-2", "kind=spare", "--overwrite")).Ok();
        await SourceAsync(source, 1, token);
        workload = JsonElement.Parse((await fleet.CliAsync(token, "get", "workloads", Object, "-o", "json")).Ok());
        Assert.Equal(1, workload.GetProperty("generation").GetInt32());
        Assert.Equal(1, (int)(await source.Admin.FindAsync(Web, token))!["metadata"]!["generation"]!);
        Assert.DoesNotContain("1 configured", (await fleet.CliAsync(token, "get", "events", "-o", "yaml")).Ok(), StringComparison.Ordinal);
    }

    private static string Policy(string status) =>
        $$"""
        import { policy, sum } from "kubestellar";
        export default policy({
          selects: { labels: { app: "shop" } },
          place: (object, edge) => edge.labels.kind === "store",
          status: { {{status}} },
        });
        """;

    /// <summary>Waits until the edge applied the object, and plays its controller.</summary>
    private static async Task ReadyAsync(ApiServer server, int ready, CancellationToken token, int number = 0)
    {
        while (await server.Admin.FindAsync(Web, token) is null)
            token.ThrowIfCancellationRequested();
        var available = ready > 0 ? "True" : "False";
        (await server.Admin.StatusAsync(
            Web,
            $$"""{"observedGeneration":1,"collisionCount":{{number}},"replicas":{{ready}},"updatedReplicas":{{ready}},"readyReplicas":{{ready}},"availableReplicas":{{ready}},"conditions":[{"type":"Available","status":"{{available}}","reason":"Minimum","message":"","lastTransitionTime":"2026-03-01T12:00:00Z"},{"type":"Progressing","status":"True","reason":"NewReplicaSetAvailable","message":"","lastTransitionTime":"2026-03-01T12:00:00Z"}]}""",
            token)).Ok();
    }

    private static async Task SourceAsync(ApiServer source, int? ready, CancellationToken token)
    {
        while ((int?)(await source.Admin.FindAsync(Web, token))?["status"]?["readyReplicas"] != ready)
            token.ThrowIfCancellationRequested();
    }

    private static List<JsonElement> Rows(string json) => [.. JsonElement.Parse(json).GetProperty("items").EnumerateArray()];

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static int Ready(JsonElement row) => row.GetProperty("status").GetProperty("readyReplicas").GetInt32();

    private static int Number(JsonElement row) => row.TryGetProperty("status", out var status) && status.TryGetProperty("collisionCount", out var number) ? number.GetInt32() : -1;

    private static string Squeezed(string text) => text.Replace(" ", "", StringComparison.Ordinal);
}
