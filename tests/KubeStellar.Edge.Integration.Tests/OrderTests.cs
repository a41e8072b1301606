using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>What waits for what, at a real edge: order of applying and removing, what is said of those that wait, circles.</summary>
public sealed class OrderTests
{
    private const string Platform = """
        import { policy } from "kubestellar";
        export default policy({ selects: { labels: { app: "platform" } }, place: () => true });
        """;

    private const string Shop = """
        import { policy } from "kubestellar";
        export default policy({
          selects: { labels: { app: "shop" } },
          place: () => true,
          dependsOn: object => object.metadata.name === "a-web" ? ["ConfigMap/shop/settings", "policy/platform"] : [],
        });
        """;

    [Fact]
    public async Task Objects_are_applied_after_what_they_need_removed_before_it_and_wait_until_it_is_ready()
    {
        var token = Site.Patience(120);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--guard-share", "1");
        var edge = await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);

        // By name and by policy the other way round would come first.
        var folder = Site.Write(fleet, "app",
            ("a-shop.js", Shop), ("platform.js", Platform),
            ("web.yaml", Site.ConfigMap("a-web", "1")), ("settings.yaml", Site.ConfigMap("settings", "1")), ("base.yaml", Site.ConfigMap("zz-base", "1", "platform")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 3, token);
        await edge.WaitForLineAsync("Applied _.ConfigMap.shop.a-web", token);
        Assert.Equal(3, Order(edge, "Applied ").Count);
        Assert.Equal("a-web", Order(edge, "Applied ")[^1]);

        (await fleet.CliAsync(token, "delete", "workload", "configmap/shop/a-web", "configmap/shop/settings", "configmap/shop/zz-base")).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 0, token);
        Assert.Equal("a-web", Order(edge, "Removed ")[0]);

        // Somebody else's file has the place of the settings: they cannot be applied, and the web waits for them.
        var foreign = Path.Combine(fleet.Target("store-1"), "40-configmap-shop-settings.json");
        File.WriteAllText(foreign, "{}");
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await edge.WaitForLineAsync("a-web waits: DependencyNotReady", token);
        await MainJobTests.UntilAsync(fleet, ["get", "placements"], o => Line(o, "shop/a-web").Contains("DependencyNotReady", StringComparison.Ordinal) && Line(o, "shop/settings").Contains("Conflict", StringComparison.Ordinal), token);
        var explained = (await fleet.CliAsync(token, "explain", "store-1", "configmap/shop/a-web")).Ok();
        Assert.Contains("it waits for _.ConfigMap.shop.settings, which is not applied (Conflict)", explained, StringComparison.Ordinal);
        Assert.Contains("after policy/platform, ConfigMap/shop/settings", explained, StringComparison.Ordinal);
        Assert.DoesNotContain(Site.Read(fleet.Target("store-1")).Keys, file => file.Contains("a-web", StringComparison.Ordinal));

        File.Delete(foreign);
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 3 && f.Keys.Any(file => file.Contains("a-web", StringComparison.Ordinal)), token);
        (await fleet.CliAsync(token, "wait", "--for=ready", "policy", "a-shop", "--timeout", "30s")).Ok();
    }

    [SoakFact]
    public async Task What_is_missing_is_told_and_circles_are_refused()
    {
        var token = Site.Patience(120);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--guard-share", "1");
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);
        var folder = Site.Write(fleet, "app", ("a-shop.js", Shop), ("platform.js", Platform), ("web.yaml", Site.ConfigMap("a-web", "1")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();

        await MainJobTests.UntilAsync(fleet, ["get", "placements"], o => Line(o, "shop/a-web").Contains("DependencyMissing", StringComparison.Ordinal), token);
        Assert.Contains("names ConfigMap/shop/settings, which nobody applied", (await fleet.CliAsync(token, "describe", "policy", "a-shop")).Ok(), StringComparison.Ordinal);

        var settings = Site.Write(fleet, "more", ("settings.yaml", Site.ConfigMap("settings", "1")));
        (await fleet.CliAsync(token, "apply", "-f", settings)).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 2, token);
        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "30s")).Ok();

        // A circle of policies, and one of objects: refused with the way, and what runs stays.
        var before = await Site.SequencesAsync(fleet, token);
        Site.Write(fleet, "circle", ("platform.js", Platform.Replace("place:", "dependsOn: [\"policy/a-shop\"], place:", StringComparison.Ordinal)));
        await RefusedAsync(fleet, "platform.js: dependsOn: DependencyCycle", "policy/a-shop -> policy/platform -> policy/a-shop", token, "apply", "-f", fleet.Folder["circle"]);
        Site.Write(fleet, "self", ("a-shop.js", Shop.Replace(": []", ": [\"ConfigMap/shop/a-web\"]", StringComparison.Ordinal)));
        await RefusedAsync(fleet, "DependencyCycle", "ConfigMap/shop/a-web -> ConfigMap/shop/settings -> ConfigMap/shop/a-web", token, "apply", "-f", fleet.Folder["self"]);
        var after = await Site.SequencesAsync(fleet, token);
        Assert.Equal(before[Contracts.Wire.Buckets.Policies], after[Contracts.Wire.Buckets.Policies]);
        Assert.Equal(before[Contracts.Wire.Buckets.Desired], after[Contracts.Wire.Buckets.Desired]);
    }

    private static List<string> Order(KseProcess edge, string what) =>
        [.. edge.Lines.Where(line => line.Contains(what + "_.ConfigMap.", StringComparison.Ordinal)).Select(line => line[(line.IndexOf(what, StringComparison.Ordinal) + what.Length)..].Split(' ')[0].Split('.')[^1])];

    private static string Line(string table, string part) => table.Split('\n').FirstOrDefault(line => line.Contains(part, StringComparison.Ordinal), "");

    private static async Task RefusedAsync(Fleet fleet, string what, string way, CancellationToken token, params string[] arguments)
    {
        var refused = await fleet.CliAsync(token, arguments);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(what, refused.Error, StringComparison.Ordinal);
        Assert.Contains(way, refused.Error, StringComparison.Ordinal);
    }
}
