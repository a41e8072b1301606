using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>What customization makes of an object at a real edge: copies, nothing, tables, values of the edge; and two objects that want one name.</summary>
public sealed class VariantTests
{
    private const string Policy = """
        import { fanOut, nameFor, omit, policy } from "kubestellar";
        export default policy({
          selects: { labels: { app: "cameras" } },
          place: () => true,
          overrides: [
            { label: "language", values: { de: { data: { greeting: "Hallo" } } }, default: { data: { greeting: "Hello" } } },
            { property: "display", values: { "4k": { data: { scale: "2" } } } },
          ],
          customize: (object, edge) => object.metadata.name === "feed"
            ? fanOut(edge.properties.cameras.split("+"), (copy, camera) => { copy.metadata.name = nameFor("feed", camera); copy.data.camera = camera; })
            : object.metadata.name === "vip" && edge.labels.tier !== "vip" ? omit
            : { data: { memory: `${edge.properties.memoryGiB * 1024}Mi` } },
        });
        """;

    [SoakFact]
    public async Task Objects_become_several_none_or_others_by_what_the_edge_is()
    {
        var token = Site.Patience(120);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--guard-share", "1");
        await fleet.StartEdgeAsync(
            "store-1", await fleet.TokenAsync(token, "language=de"), token, "--property", "cameras=north+south", "--property", "display=4k", "--property", "memoryGiB=4");
        var folder = Site.Write(fleet, "app",
            ("cameras.js", Policy), ("feed.yaml", Site.ConfigMap("feed", "1", "cameras")), ("vip.yaml", Site.ConfigMap("vip", "1", "cameras")), ("site.yaml", Site.ConfigMap("site", "1", "cameras")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();

        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 3, token);
        var files = Site.Read(fleet.Target("store-1"));
        Assert.Contains("\"camera\":\"north\"", files["40-configmap-shop-feed-north.json"], StringComparison.Ordinal);
        Assert.Contains("\"camera\":\"south\"", files["40-configmap-shop-feed-south.json"], StringComparison.Ordinal);
        Assert.Contains("\"greeting\":\"Hallo\",\"memory\":\"4096Mi\",\"scale\":\"2\"", files["40-configmap-shop-site.json"], StringComparison.Ordinal);
        Assert.Contains("customize asked to leave it out there", (await fleet.CliAsync(token, "explain", "store-1", "configmap/shop/vip")).Ok(), StringComparison.Ordinal);
        Assert.Contains("it becomes 2 objects", (await fleet.CliAsync(token, "explain", "store-1", "configmap/shop/feed")).Ok(), StringComparison.Ordinal);

        // What the device says of itself changes: one copy goes, another comes, and the label brings what was left out.
        (await fleet.CliAsync(token, "label", "edge", "store-1", "tier=vip", "language=fr", "--overwrite")).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 4 && f["40-configmap-shop-site.json"].Contains("Hello", StringComparison.Ordinal), token);

        // Another object has the name of a copy: the copy's owner keeps its last good state, and says of which name.
        var clash = Site.Write(fleet, "clash", ("plain.js", """
            import { policy } from "kubestellar";
            export default policy({ selects: { labels: { app: "plain" } }, place: () => true });
            """), ("taken.yaml", Site.ConfigMap("feed-east", "1", "plain")));
        (await fleet.CliAsync(token, "apply", "-f", clash)).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 5, token);
        Site.Write(fleet, "app", ("cameras.js", Policy.Replace("split(\"+\")", "split(\"+\").concat(\"east\")", StringComparison.Ordinal)));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await MainJobTests.UntilAsync(fleet, ["describe", "policy", "cameras"], o => o.Contains("its copy ConfigMap/shop/feed-east would take the place of ConfigMap/shop/feed-east of policy plain", StringComparison.Ordinal), token);
        Assert.Equal(5, Site.Read(fleet.Target("store-1")).Count);

        (await fleet.CliAsync(token, "delete", "-f", Path.Combine(clash, "taken.yaml"))).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 5 && f.TryGetValue("40-configmap-shop-feed-east.json", out var east) && east.Contains("\"camera\":\"east\"", StringComparison.Ordinal), token);
    }
}
