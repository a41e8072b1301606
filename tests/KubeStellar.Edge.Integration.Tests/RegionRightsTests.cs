using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>What people at a region may do, and who wins: by rules, never by who came first.</summary>
public sealed class RegionRightsTests
{
    private const string Own = """
        import { policy } from "kubestellar";
        export default policy({ selects: { labels: { app: "till" } }, place: () => true });
        """;

    [SoakFact]
    public async Task The_parent_wins_but_for_what_it_lets_people_override()
    {
        var token = Site.Patience(180);
        await using var fleet = new Fleet();
        var (top, eu) = (fleet.HubOf("kse"), fleet.HubOf("eu"));
        await top.StartAsync(token);

        // Before it had a parent, people here applied things; one of them has a name that the parent has too.
        await eu.StartAsync(token);
        await fleet.StartEdgeAsync("lyon", await eu.TokenAsync(token, "kind=store"), token);
        (await eu.CliAsync(token, "apply", "-f", Site.Write(fleet, "mine", ("till.js", Own), ("a.yaml", Site.ConfigMap("a", "mine", "till")), ("t.yaml", Site.ConfigMap("t", "mine", "till"))))).Ok();
        await Site.FilesAsync(fleet.Target("lyon"), files => files.Count == 2, token);
        await eu.Process!.StopAsync(token);
        await eu.JoinAsync(await top.RegionTokenAsync(token), token);
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "1")), ("b.yaml", Site.ConfigMap("b", "1")));
        (await top.CliAsync(token, "apply", "-f", folder)).Ok();
        await Site.FilesAsync(fleet.Target("lyon"), files => files.Count == 3 && files.Values.Count(file => file.Contains("\"mine\"", StringComparison.Ordinal)) == 1, token);
        await RegionSite.UntilAsync(eu, ["get", "events"], o => o.Contains("gives way", StringComparison.Ordinal) && o.Contains("_.ConfigMap.shop.a", StringComparison.Ordinal), token);

        // No rights at all: own things, overrides and deletions are refused with what to do about it.
        var mine = Site.Write(fleet, "more", ("own.yaml", Site.ConfigMap("own", "1", "till")));
        var over = Site.Write(fleet, "over", ("a.yaml", Site.ConfigMap("a", "override")));
        await RegionSite.RefusedAsync(eu, "--own default", token, "apply", "-f", mine);
        await RegionSite.RefusedAsync(eu, "--override default", token, "apply", "-f", over);
        await RegionSite.RefusedAsync(eu, "remove it there", token, "delete", "configmap", "b", "-n", "shop");
        await RegionSite.RefusedAsync(eu, "change it there", token, "apply", "-f", Site.Write(fleet, "policy", ("shop.js", Site.Policy() + "\n// mine\n")));

        // With rights they may, and a parent's edit of the same object leaves the override alone.
        await RegionSite.RefusedAsync(top, "ordinary edge", token, "rights", "region", await PlantAsync(fleet, token), "--own", "default");
        (await top.CliAsync(token, "rights", "region", "eu", "--own", "default", "--override", "default/shop")).Ok();
        Assert.Contains("edge.rights", (await top.CliAsync(token, "get", "events")).Ok(), StringComparison.Ordinal);
        await RegionSite.UntilAsync(eu, ["apply", "-f", mine, "-f", over], _ => true, token);
        await Site.FilesAsync(fleet.Target("lyon"), files => files.Count == 4 && files.Values.Any(file => file.Contains("\"override\"", StringComparison.Ordinal)), token);
        Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", "2")), ("b.yaml", Site.ConfigMap("b", "2")));
        (await top.CliAsync(token, "apply", "-f", folder)).Ok();
        await Site.FilesAsync(fleet.Target("lyon"), files => files.Values.Any(file => file.Contains("\"value\":\"2\"", StringComparison.Ordinal)), token);
        Assert.Contains("override", File.ReadAllText(Site.FileOf(fleet.Target("lyon"), "-shop-a")), StringComparison.Ordinal);

        // Without the override the parent's newest is back, and the copy was never gone.
        var gone = 0;
        using var watcher = new FileSystemWatcher(fleet.Target("lyon")) { EnableRaisingEvents = true };
        watcher.Deleted += (_, e) => gone += e.Name!.StartsWith('.') ? 0 : 1;
        (await eu.CliAsync(token, "delete", "configmap", "a", "-n", "shop")).Ok();
        await Site.FilesAsync(fleet.Target("lyon"), files => files.Count == 4 && files.Values.Count(file => file.Contains("\"value\":\"2\"", StringComparison.Ordinal)) == 2, token);
        Assert.Equal(0, gone);

        // A withdrawn right ends what was done by it; what is their own stays.
        (await eu.CliAsync(token, "apply", "-f", over)).Ok();
        await RegionSite.HasAsync(fleet, "lyon", "\"override\"", token);
        (await top.CliAsync(token, "rights", "region", "eu", "--none")).Ok();
        await Site.FilesAsync(fleet.Target("lyon"), files => files.Count == 4 && files.Values.Count(file => file.Contains("\"value\":\"2\"", StringComparison.Ordinal)) == 2, token);
        await RegionSite.RefusedAsync(eu, "--own default", token, "apply", "-f", Site.Write(fleet, "late", ("late.yaml", Site.ConfigMap("late", "1", "till"))));
    }

    [SoakFact]
    public async Task What_the_parent_takes_away_in_one_go_waits_for_a_person_at_the_region()
    {
        var token = Site.Patience(150);
        await using var fleet = new Fleet();
        var (top, eu) = (fleet.HubOf("kse"), fleet.HubOf("eu"));
        await top.StartAsync(token, "--guard-share", "1");
        await eu.JoinAsync(await top.RegionTokenAsync(token), token);
        await fleet.StartEdgeAsync("lyon", await eu.TokenAsync(token, "kind=store"), token);
        var folder = Site.Write(fleet, "app", [("shop.js", Site.Policy()), .. Enumerable.Range(0, 6).Select(i => ($"{i}.yaml", Site.ConfigMap($"c{i}", "1")))]);
        (await top.CliAsync(token, "apply", "-f", folder)).Ok();
        await Site.FilesAsync(fleet.Target("lyon"), files => files.Count == 6, token);

        (await top.CliAsync(token, "delete", "configmap", "c0", "c1", "c2", "c3", "c4", "-n", "shop")).Ok();
        await RegionSite.UntilAsync(eu, ["get", "policies"], o => o.Contains("Held", StringComparison.Ordinal), token);
        await RegionSite.UntilAsync(top, ["get", "summary", "shop", "-o", "json"], o => RegionSite.Raw(RegionSite.Summary(o), "totals", "held") == "1", token);
        Assert.Equal(6, Site.Read(fleet.Target("lyon")).Count);

        (await eu.CliAsync(token, "confirm", "shop", "--reason", "the shop is closed")).Ok();
        await Site.FilesAsync(fleet.Target("lyon"), files => files.Count == 1, token);
    }

    private static async Task<string> PlantAsync(Fleet fleet, CancellationToken token)
    {
        await Site.PlantEdgesAsync(fleet, token, ("plain", ["kind=none"]));
        return "plain";
    }
}
