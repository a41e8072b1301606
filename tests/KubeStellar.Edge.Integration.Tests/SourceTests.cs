using System.Text;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Kubernetes.Yaml;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Client;
using KubeStellar.Edge.TestKit.Cluster.Fake;
using KubeStellar.Edge.TestKit.Cluster.Real;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>A hub that takes its objects and policies from elsewhere.</summary>
public sealed class SourceTests
{
    [SoakFact]
    public async Task A_checkout_reaches_the_edges_with_its_commit_and_no_accident_takes_it_away()
    {
        var token = Site.Patience(120);
        await using var fleet = new Fleet();
        var checkout = Site.Write(fleet, "checkout", [("shop.js", Site.Policy()), .. Enumerable.Range(0, 10).Select(i => ($"c{i}.yaml", Site.ConfigMap($"c{i}", "1")))]);
        Commit(checkout, new string('a', 40));
        var source = $"git-checkout:{checkout}";
        await fleet.StartHubAsync(token, "--source", source);
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);
        await Site.FilesAsync(fleet.Target("store-1"), files => files.Count == 10, token);
        await MainJobTests.UntilAsync(fleet, ["get", "sources", "-o", "wide"], o => o.Contains("Synced", StringComparison.Ordinal) && o.Contains("aaaaaaaaaaaa", StringComparison.Ordinal), token);
        Assert.Contains($"commit {new string('a', 40)}", (await fleet.CliAsync(token, "get", "events")).Ok(), StringComparison.Ordinal);

        // A checkout with an error is refused whole, with its place; people do not change what is its own.
        File.WriteAllText(Path.Combine(checkout, "bad.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: [\n");
        await MainJobTests.UntilAsync(fleet, ["get", "sources"], o => o.Contains("Refused", StringComparison.Ordinal) && o.Contains("bad.yaml:", StringComparison.Ordinal), token);
        var own = Site.Write(fleet, "own", ("c0.yaml", Site.ConfigMap("c0", "2")));
        Assert.Contains(source, (await fleet.CliAsync(token, "apply", "-f", own)).Error, StringComparison.Ordinal);

        // Mended, with one file changed and one gone.
        File.Delete(Path.Combine(checkout, "c9.yaml"));
        File.WriteAllText(Path.Combine(checkout, "bad.yaml"), Site.ConfigMap("c0", "2"));
        File.Delete(Path.Combine(checkout, "c0.yaml"));
        await Site.FilesAsync(fleet.Target("store-1"), files => files.Count == 9 && files.Values.Any(text => text.Contains("\"value\":\"2\"", StringComparison.Ordinal)), token);

        // Gone, also for a hub that starts without it: everything stays.
        Directory.Delete(checkout, recursive: true);
        await fleet.Hub!.StopAsync(token);
        await fleet.StartHubAsync(token, "--source", source);
        await MainJobTests.UntilAsync(fleet, ["get", "sources"], o => o.Contains("Held", StringComparison.Ordinal), token);
        Assert.Equal(9, Site.Read(fleet.Target("store-1")).Count);

        // A person's word lets them go; then the guard has its say.
        (await fleet.CliAsync(token, "confirm", source)).Ok();
        await MainJobTests.UntilAsync(fleet, ["get", "policies"], o => o.Contains("Held", StringComparison.Ordinal), token);
        Assert.Equal(9, Site.Read(fleet.Target("store-1")).Count);
        (await fleet.CliAsync(token, "confirm", "shop")).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), files => files.Count == 0, token);
    }

    [SoakFact]
    public async Task A_clusters_own_tools_are_enough_for_daily_work_and_its_absence_takes_nothing_away()
    {
        var token = Site.Patience(150);
        await using ApiServer server = Assets.Missing is null ? await RealApiServer.NewAsync(token) : await FakeApiServer.NewAsync(token);
        await using var fleet = new Fleet();
        string[] source = ["--source", "kubernetes", "--kubeconfig", server.Kubeconfig];
        await fleet.StartHubAsync(token, source);
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);
        await ApplyAsync(server, (await fleet.CliAsync(token, "hub", "crds")).Ok(), token);
        await SeeAsync(server, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/policies.edge.kubestellar.io", found => found.ToJsonString().Contains("\"Established\"", StringComparison.Ordinal), token);
        await ApplyAsync(server, "apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n", token);
        foreach (var i in Enumerable.Range(0, 10))
            await ApplyAsync(server, Labelled(Site.ConfigMap($"c{i}", "1")), token);
        await ApplyAsync(server, PolicyOf(Site.Policy()), token);

        // From the cluster to the edge, and back as status.
        await Site.FilesAsync(fleet.Target("store-1"), files => files.Count == 10, token);
        await SeeAsync(server, Policy, found => (int?)found["status"]?["totals"]?["applied"] == 1 && (int?)found["status"]?["summary"]?["ready"] == 10 && Ready(found) == "True", token);

        // A wrong policy is refused with its place, and the running one stays.
        await ApplyAsync(server, PolicyOf(Site.Policy().Replace("export default", "export default nowhere;\nexport const x =", StringComparison.Ordinal)), token);
        await SeeAsync(server, Policy, found => Ready(found) == "False" && found["status"]!["conditions"]!.ToJsonString().Contains("shop.js:2:", StringComparison.Ordinal), token);
        await ApplyAsync(server, PolicyOf(Site.Policy()), token);
        await SeeAsync(server, Policy, found => Ready(found) == "True", token);

        (await server.Admin.DeleteAsync(ApiPath.Of("v1", "configmaps", "shop", "c9"), token)).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), files => files.Count == 9, token);

        // Away, also for a hub that starts without it: everything stays, and what happened meanwhile is caught up with.
        await server.StopAsync(token);
        await fleet.Hub!.StopAsync(token);
        await fleet.StartHubAsync(token, source);
        await MainJobTests.UntilAsync(fleet, ["get", "sources"], o => o.Contains("Unreachable", StringComparison.Ordinal), token);
        Assert.Equal(9, Site.Read(fleet.Target("store-1")).Count);
        await server.StartAsync(token);
        await ApplyAsync(server, Labelled(Site.ConfigMap("c9", "2")), token);
        await Site.FilesAsync(fleet.Target("store-1"), files => files.Count == 10, token);
    }

    private static readonly string Policy = ApiPath.Of("edge.kubestellar.io/v1alpha1", "policies", "shop", "shop");

    private static string Ready(JsonObject policy) => policy["status"]?["conditions"]?.AsArray().FirstOrDefault(one => (string)one!["type"]! == "Ready")?["status"]?.ToString() ?? "";

    private static string Labelled(string manifest) => manifest.Replace("labels: {", "labels: { edge.kubestellar.io/workload: \"true\",", StringComparison.Ordinal);

    private static string PolicyOf(string module) =>
        new JsonObject
        {
            ["apiVersion"] = "edge.kubestellar.io/v1alpha1",
            ["kind"] = "Policy",
            ["metadata"] = new JsonObject { ["name"] = "shop", ["namespace"] = "shop" },
            ["spec"] = new JsonObject { ["module"] = module },
        }.ToJsonString();

    // As kubectl does.
    private static async Task ApplyAsync(ApiServer server, string manifests, CancellationToken token)
    {
        foreach (var document in ManifestReader.Read(Encoding.UTF8.GetBytes(manifests)))
        {
            var body = JsonNode.Parse(document.CanonicalJson)!.AsObject();
            while ((await server.Admin.ApplyAsync(body, token, "kubectl", force: true)).Status is var status and not (200 or 201))
            {
                // A kind is served a moment after it is established.
                Assert.True(status is 404, $"{status}: {body.ToJsonString()}");
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, token);
            }
        }
    }

    private static async Task SeeAsync(ApiServer server, string path, Func<JsonObject, bool> wanted, CancellationToken token)
    {
        JsonObject? found = null;
        try
        {
            while ((found = await server.Admin.FindAsync(path, token)) is null || !wanted(found))
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, token);
        }
        catch (OperationCanceledException error)
        {
            throw new TimeoutException($"{path} never became as wanted: {found?.ToJsonString()}", error);
        }
    }

    private static void Commit(string checkout, string commit)
    {
        Directory.CreateDirectory(Path.Combine(checkout, ".git"));
        File.WriteAllText(Path.Combine(checkout, ".git", "HEAD"), commit + "\n");
    }
}
