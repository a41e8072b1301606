using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Three tiers: a hub, a region, a region inside it, and edges at each.</summary>
public sealed class RegionTreeTests
{
    private const string Tiers = "export const tierOf = edge => edge.labels.size === \"large\" ? \"gold\" : \"basic\";\n";

    private const string Shop = """
        import { policy, parameters, type Edge } from "kubestellar";
        import { tierOf } from "tiers@1.0.0";

        interface Config { data: Record<string, string> }

        const p = parameters({ copies: { type: "integer", default: 1 } });
        export default policy({
          selects: { labels: { app: "shop" } },
          place: (object, edge: Edge): boolean => edge.labels.kind === "store",
          customize: (object, edge: Edge): void => {
            if (object.kind === "ConfigMap") (object as unknown as Config).data.tier = `${tierOf(edge)}-${edge.labels.size}-${p.copies}`;
          },
          status: { map: r => ({ objects: 1, ready: r.ready ? 1 : 0 }), combine: (a, b) => ({ objects: a.objects + b.objects, ready: a.ready + b.ready }) },
        });
        """;

    private const string Cluster = """
        apiVersion: v1
        kind: Namespace
        metadata: { name: shop, labels: { app: shop } }
        ---
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: { name: tills.shop.example.com, labels: { app: shop } }
        spec:
          group: shop.example.com
          scope: Namespaced
          names: { plural: tills, singular: till, kind: Till }
          versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } } }]
        ---
        apiVersion: shop.example.com/v1
        kind: Till
        metadata: { name: main, namespace: shop, labels: { app: shop } }
        spec: { serial: 9223372036854775807 }
        """;

    [Fact]
    public async Task What_the_top_says_reaches_edges_of_all_tiers_and_comes_back_as_one_sum()
    {
        var token = Site.Patience(180);
        await using var fleet = new Fleet();
        var (top, eu, paris) = (fleet.HubOf("kse"), fleet.HubOf("eu"), fleet.HubOf("paris"));
        await top.StartAsync(token);
        await eu.JoinAsync(await top.RegionTokenAsync(token, "--label", "zone=eu"), token);
        await paris.JoinAsync(await eu.RegionTokenAsync(token), token);
        await Task.WhenAll(
            fleet.StartEdgeAsync("hq", await top.TokenAsync(token, "kind=store", "size=large", "region=us"), token),
            fleet.StartEdgeAsync("lyon", await eu.TokenAsync(token, "kind=store", "size=small", "region=eu"), token),
            fleet.StartEdgeAsync("seine", await paris.TokenAsync(token, "kind=store", "size=medium", "region=fr"), token),
            fleet.StartEdgeAsync("depot", await paris.TokenAsync(token, "kind=depot"), token));
        var random = new Random(7);
        var big = string.Concat(Enumerable.Range(0, 1_200_000).Select(_ => (char)('a' + random.Next(26)))); // in chunks, compressed or not
        (await top.CliAsync(token, "apply", "--library", "tiers@1.0.0", "-f", Site.Write(fleet, "tiers", ("index.js", Tiers)))).Ok();
        var folder = Site.Write(fleet, "app", ("shop.ts", Shop), ("a.yaml", Site.ConfigMap("a", "1")), ("big.yaml", Site.ConfigMap("big", big)), ("cluster.yaml", Cluster));
        (await top.CliAsync(token, "apply", "-f", folder, "--set", "copies=3")).Ok();

        foreach (var (edge, tier) in new[] { ("hq", "gold-large-3"), ("lyon", "basic-small-3"), ("seine", "basic-medium-3") })
        {
            await Site.FilesAsync(fleet.Target(edge), files => files.Count == 5 && files.Values.Count(file => file.Contains(tier, StringComparison.Ordinal)) == 2, token);
            Assert.Contains(big, File.ReadAllText(Site.FileOf(fleet.Target(edge), "big")), StringComparison.Ordinal);
            Assert.Contains("\"serial\":9223372036854775807", File.ReadAllText(Site.FileOf(fleet.Target(edge), "till-shop-main")), StringComparison.Ordinal);
        }

        var summary = RegionSite.Summary(await RegionSite.UntilAsync(top, ["get", "summary", "shop", "-o", "json"], Counts(15, 3), token));
        Assert.Equal("3", RegionSite.Raw(summary, "totals", "desired"));
        Assert.Equal("3", RegionSite.Raw(summary, "coverage", "edges"));
        Assert.Equal(["eu", "fr", "us"], summary.GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("name").GetString()!));
        Assert.All(summary.GetProperty("groups").EnumerateArray(), group => Assert.Equal("1", RegionSite.Raw(group, "totals", "ready")));
        await RegionSite.UntilAsync(top, ["get", "edges", "-o", "json"], o => Squeeze(o).Contains("\"edges\":3,", StringComparison.Ordinal) && Squeeze(o).Contains("\"regions\":1", StringComparison.Ordinal), token);

        // An edit and a deletion come down the same way, and the sum follows.
        Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", "second")));
        (await top.CliAsync(token, "apply", "-f", Path.Combine(folder, "a.yaml"))).Ok();
        (await top.CliAsync(token, "delete", "configmap", "big", "-n", "shop")).Ok();
        foreach (var edge in new[] { "hq", "lyon", "seine" })
            await Site.FilesAsync(fleet.Target(edge), files => files.Count == 4 && files.Values.Any(file => file.Contains("\"second\"", StringComparison.Ordinal)), token);
        await RegionSite.UntilAsync(top, ["get", "summary", "shop", "-o", "json"], Counts(12, 3), token);

        // What people and scripts wait for at the top counts the edges of all tiers.
        (await top.CliAsync(token, "wait", "--for=ready", "policy", "shop", "--timeout", "60s")).Ok();
    }

    private static Func<string, bool> Counts(int objects, int edges) => output =>
        Squeeze(output).Contains($"\"objects\":{objects},\"ready\":{objects}", StringComparison.Ordinal) && Squeeze(output).Contains($"\"ready\":{edges}", StringComparison.Ordinal);

    private static string Squeeze(string text) => text.Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
}
