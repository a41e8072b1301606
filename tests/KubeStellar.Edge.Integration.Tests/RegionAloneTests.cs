using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>A region whose parent is away, that is killed while it takes a tree, or that lost what it kept.</summary>
public sealed class RegionAloneTests
{
    [SoakFact]
    public async Task Cut_off_it_goes_on_and_takes_the_newest_only_when_its_parent_is_back()
    {
        var token = Site.Patience(180);
        await using var fleet = new Fleet();
        var (top, eu, folder) = await StartAsync(fleet, token);
        await RegionSite.HasAsync(fleet, "lyon", "\"value\":\"1\"", token);

        // The parent is gone, and the region starts anew without it.
        await top.Process!.KillAsync(token);
        await eu.Process!.KillAsync(token);
        await eu.StartAsync(token);

        // An edge joins it, drift is corrected, an edge gets another variant, and one leaves.
        await fleet.StartEdgeAsync("nice", await eu.TokenAsync(token, "kind=store", "size=large"), token);
        await Site.FilesAsync(fleet.Target("nice"), files => files.Count == 2 && files.Values.All(file => file.Contains("\"size\":\"large\"", StringComparison.Ordinal)), token);
        File.Delete(Site.FileOf(fleet.Target("lyon"), "-shop-a"));
        await Site.FilesAsync(fleet.Target("lyon"), files => files.Count == 2, token);
        (await eu.CliAsync(token, "label", "edge", "lyon", "size=small", "--overwrite")).Ok();
        await RegionSite.HasAsync(fleet, "lyon", "\"size\":\"small\"", token);
        (await eu.CliAsync(token, "remove", "edge", "nice")).Ok();
        await RegionSite.UntilAsync(eu, ["get", "summary", "shop", "-o", "json"], o => RegionSite.Raw(RegionSite.Summary(o), "totals", "desired") == "1", token);
        Assert.Equal(2, Site.Read(fleet.Target("nice")).Count);

        // The parent is back while the region is away, and says three things in a row; the last of them holds, and the first two are never seen.
        await eu.Process.StopAsync(token);
        await top.StartAsync(token);
        foreach (var value in new[] { "2", "3", "last" })
        {
            Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", value)));
            (await top.CliAsync(token, "apply", "-f", Path.Combine(folder, "a.yaml"))).Ok();
            (await top.CliAsync(token, "wait", "--for=settled", "--timeout", "30s")).Ok();
        }

        await eu.StartAsync(token);
        await RegionSite.HasAsync(fleet, "lyon", "\"value\":\"last\"", token);
        var events = (await eu.CliAsync(token, "get", "events", "-o", "json")).Ok();
        Assert.Equal(2, events.Split("\"parent.applied\"").Length - 1);
        await RegionSite.UntilAsync(top, ["get", "summary", "shop", "-o", "json"], o => RegionSite.Raw(RegionSite.Summary(o), "totals", "ready") == "1", token);
    }

    [SoakFact]
    public async Task What_it_lost_while_its_parent_is_away_takes_nothing_from_its_edges()
    {
        var token = Site.Patience(180);
        await using var fleet = new Fleet();
        var (top, eu, folder) = await StartAsync(fleet, token);
        await RegionSite.HasAsync(fleet, "lyon", "\"value\":\"1\"", token);
        await top.Process!.KillAsync(token);
        await eu.Process!.KillAsync(token);

        // Every bucket is gone, and what it kept of its parent is damaged.
        Directory.Delete(JetStream(eu), recursive: true);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(eu.State, "parent"), "*", SearchOption.AllDirectories).Where(file => !file.Contains("identity", StringComparison.Ordinal)))
            await File.WriteAllTextAsync(file, "garbage", token);
        await eu.StartAsync(token);

        // How far the parent lets it roll out is lost too, so nothing new goes out before it says so again; and nothing is taken away.
        await RegionSite.UntilAsync(eu, ["get", "workloads"], o => o.Contains("shop", StringComparison.Ordinal), token);
        await fleet.StartEdgeAsync("nice", await eu.TokenAsync(token, "kind=store"), token);
        Assert.Equal(2, Site.Read(fleet.Target("lyon")).Count);

        await top.StartAsync(token);
        Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", "back")));
        (await top.CliAsync(token, "apply", "-f", Path.Combine(folder, "a.yaml"))).Ok();
        await RegionSite.HasAsync(fleet, "lyon", "\"value\":\"back\"", token);
        await RegionSite.HasAsync(fleet, "nice", "\"value\":\"back\"", token);
        Assert.Equal(2, Site.Read(fleet.Target("lyon")).Count);
    }

    [SoakFact]
    public async Task Killed_anywhere_while_it_takes_a_tree_it_has_all_of_it_in_the_end()
    {
        var token = Site.Patience(180);
        await using var fleet = new Fleet();
        var (top, eu, folder) = await StartAsync(fleet, token);
        await RegionSite.HasAsync(fleet, "lyon", "\"value\":\"1\"", token);
        for (var round = 0; round < 3; round++)
        {
            Site.Write(fleet, "app", [.. Enumerable.Range(0, 40).Select(i => ($"o{i:00}.yaml", Site.ConfigMap($"o{i:00}", $"round-{round}")))]);
            var apply = top.CliAsync(token, "apply", "-f", folder);

            // Once as soon as it may have heard of it, once when the first copy is at the edge, once when it said that it took it.
            if (round == 1)
                await RegionSite.HasAsync(fleet, "lyon", $"round-{round}", token);
            (await apply).Ok();
            if (round == 2)
                await RegionSite.UntilAsync(eu, ["get", "events"], o => o.Contains("40 objects", StringComparison.Ordinal), token);
            await eu.Process!.KillAsync(token);
            await eu.StartAsync(token);
            var wanted = $"round-{round}";
            await Site.FilesAsync(fleet.Target("lyon"), files => files.Count == 42 && files.Values.Count(file => file.Contains(wanted, StringComparison.Ordinal)) == 40, token);
        }
    }

    private static async Task<(FleetHub Top, FleetHub Region, string Folder)> StartAsync(Fleet fleet, CancellationToken token)
    {
        var (top, eu) = (fleet.HubOf("kse"), fleet.HubOf("eu"));
        await top.StartAsync(token);
        await eu.JoinAsync(await top.RegionTokenAsync(token), token);
        await fleet.StartEdgeAsync("lyon", await eu.TokenAsync(token, "kind=store"), token);
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "1")), ("b.yaml", Site.ConfigMap("b", "1")));
        (await top.CliAsync(token, "apply", "-f", folder)).Ok();
        return (top, eu, folder);
    }

    private static string JetStream(FleetHub hub) => Directory.EnumerateDirectories(hub.State, "jetstream", SearchOption.AllDirectories).First();
}
