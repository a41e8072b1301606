using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Client;
using KubeStellar.Edge.TestKit.Cluster.Fake;
using KubeStellar.Edge.TestKit.Cluster.Real;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>A hub and an edge whose target is a cluster: the real API server where there is one, else the small one.</summary>
public sealed class ClusterTests
{
    private const string Policy = """
        import { policy, health } from "kubestellar";
        export default policy({
          selects: { labels: { app: "shop" } },
          place: (object, edge) => edge.labels.kind === "store",
          customize: (object, edge) => { if (object.kind === "ConfigMap") object.data.size = edge.labels.size; },
          health: { Till: till => till.status?.phase === "Open" ? health.current() : health.inProgress("Opening", `phase ${till.status?.phase ?? "unknown"}`) },
          modifiers: [{ for: { kinds: ["Deployment"] }, driftAt: { "spec.replicas": "Ignore" } }],
          status: { map: r => ({ objects: 1, ready: r.ready ? 1 : 0 }), combine: (a, b) => ({ objects: a.objects + b.objects, ready: a.ready + b.ready }) },
        });
        """;

    private const string Platform = """
        apiVersion: v1
        kind: Namespace
        metadata: { name: shop, labels: { app: shop } }
        ---
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: { name: tills.example.com, labels: { app: shop } }
        spec:
          group: example.com
          scope: Namespaced
          names: { kind: Till, plural: tills, singular: till, listKind: TillList }
          versions:
          - name: v1
            served: true
            storage: true
            subresources: { status: {} }
            schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
        """;

    private const string App = """
        apiVersion: example.com/v1
        kind: Till
        metadata: { name: main, namespace: shop, labels: { app: shop } }
        spec: { lanes: 3 }
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: settings, namespace: shop, labels: { app: shop } }
        data: { value: "1" }
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: web, namespace: shop, labels: { app: shop } }
        spec:
          replicas: 1
          selector: { matchLabels: { app: web } }
          template:
            metadata: { labels: { app: web } }
            spec: { containers: [{ name: app, image: "registry.example.com/web:1" }] }
        """;

    private static readonly string Settings = ApiPath.Of("v1", "configmaps", "shop", "settings");
    private static readonly string Web = ApiPath.Of("apps/v1", "deployments", "shop", "web");
    private static readonly string Till = ApiPath.Of("example.com/v1", "tills", "shop", "main");

    [SoakFact]
    public async Task A_cluster_gets_its_variant_keeps_it_without_a_hub_and_tells_how_it_is()
    {
        var token = Site.Patience(150);
        await using var server = await ServerAsync(token);
        await using var fleet = new Fleet();
        var hub = await fleet.StartHubAsync(token, "--guard-share", "1");
        var edge = await EdgeAsync(fleet, server, await fleet.TokenAsync(token, "kind=store", "size=large"), token);
        var folder = Site.Write(fleet, "app", ("shop.js", Policy), ("platform.yaml", Platform), ("app.yaml", App));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();

        // A Namespace, a definition, then what needs them; the policy judges the custom resource.
        await ObjectAsync(server, Till, till => (int)till["spec"]!["lanes"]! == 3, token);
        await ObjectAsync(server, Settings, settings => (string?)settings["data"]!["size"] == "large", token);
        var explained = await MainJobTests.UntilAsync(fleet, ["explain", "store-1", "till/shop/main"], text => text.Contains("Opening", StringComparison.Ordinal), token);
        Assert.Contains("phase unknown", explained, StringComparison.Ordinal);
        (await server.Admin.StatusAsync(Till, """{"phase":"Open"}""", token)).Ok();
        (await server.Admin.StatusAsync(Web, """{"observedGeneration":1,"replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1,"conditions":[{"type":"Available","status":"True","reason":"MinimumReplicasAvailable","message":""}]}""", token)).Ok();
        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "30s")).Ok();

        // Drift is put back, but for what somebody else may change; the same with no hub, after a kill.
        (await server.Admin.MergeAsync(Web, """{"spec":{"replicas":4}}""", token, "autoscaler")).Ok();
        (await server.Admin.MergeAsync(Settings, """{"data":{"size":"tiny"}}""", token, "kubectl-edit")).Ok();
        await ObjectAsync(server, Settings, settings => (string?)settings["data"]!["size"] == "large", token);
        await hub.KillAsync(token);
        await edge.KillAsync(token);
        (await server.Admin.DeleteAsync(Settings, token)).Ok();
        await EdgeAsync(fleet, server, null, token);
        await ObjectAsync(server, Settings, settings => (string?)settings["data"]!["size"] == "large", token);
        Assert.Equal(4, (int)(await server.Admin.FindAsync(Web, token))!["spec"]!["replicas"]!);

        // What is no longer placed goes, and what was never ours stays.
        (await server.Admin.CreateAsync(JsonNode.Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"theirs","namespace":"shop"}}""")!.AsObject(), token)).Ok();
        await fleet.StartHubAsync(token, "--guard-share", "1");
        (await fleet.CliAsync(token, "delete", "-f", Path.Combine(folder, "app.yaml"))).Ok();
        foreach (var path in new[] { Till, Settings, Web })
            await GoneAsync(server, path, token);
        Assert.NotNull(await server.Admin.FindAsync(ApiPath.Of("v1", "configmaps", "shop", "theirs"), token));
        Assert.NotNull(await server.Admin.FindAsync(ApiPath.Of("v1", "namespaces", null, "shop"), token));
    }

    private static async Task<ApiServer> ServerAsync(CancellationToken token) =>
        Assets.Missing is null ? await RealApiServer.NewAsync(token) : await FakeApiServer.NewAsync(token);

    private static Task<KseProcess> EdgeAsync(Fleet fleet, ApiServer server, string? join, CancellationToken token) =>
        fleet.StartEdgeAsync("store-1", join, token, "--target", "kubernetes:" + server.Kubeconfig);

    private static async Task ObjectAsync(ApiServer server, string path, Func<JsonObject, bool> wanted, CancellationToken token)
    {
        while (await FindAsync(server, path, token) is not { } found || !wanted(found))
        {
            token.ThrowIfCancellationRequested();
        }
    }

    private static async Task GoneAsync(ApiServer server, string path, CancellationToken token)
    {
        while (await FindAsync(server, path, token) is not null)
        {
            token.ThrowIfCancellationRequested();
        }
    }

    // A definition that is not established yet has no path.
    private static Task<JsonObject?> FindAsync(ApiServer server, string path, CancellationToken token) => server.Admin.FindAsync(path, token);
}
