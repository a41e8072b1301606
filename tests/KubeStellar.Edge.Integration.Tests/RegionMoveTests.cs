using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Tokens, circles of hubs, and regions that leave, come back or move.</summary>
public sealed class RegionMoveTests
{
    [SoakFact]
    public async Task A_circle_is_refused_and_so_is_a_token_of_another_kind()
    {
        var token = Site.Patience(180);
        await using var fleet = new Fleet();
        var (a, b, c) = (fleet.HubOf("kse"), fleet.HubOf("b"), fleet.HubOf("c"));
        await a.StartAsync(token);
        await c.StartAsync(token);
        var (forRegions, forEdges) = (await a.RegionTokenAsync(token, "--uses", "0"), await a.TokenAsync(token, "kind=store"));

        // Of the wrong kind.
        await EndsAsync(b.Launch("--id", "b", "--join", forEdges), "kse token create --region", token);
        var edge = await fleet.CliAsync(token, "edge", "--state", fleet.Folder["e"], "--target", "manifests:" + fleet.Folder["m"], "--id", "e", "--join", forRegions);
        Assert.True(edge.ExitCode != 0 && edge.Error.Contains("the token admits regions", StringComparison.Ordinal), edge.Error);

        // Itself, and its own region.
        await a.Process!.StopAsync(token);
        await EndsAsync(a.Launch("--id", "a", "--join", forRegions), "cannot be a region of itself", token);
        await a.StartAsync(token);
        await b.JoinAsync(forRegions, token);
        var under = await b.RegionTokenAsync(token);
        await a.Process!.StopAsync(token);
        await EndsAsync(a.Launch("--id", "a", "--join", under), "each would follow the other", token);
        await a.StartAsync(token);

        // Nor after a move: b goes under c, and c cannot go under b.
        await b.Process!.StopAsync(token);
        await b.JoinAsync(await c.RegionTokenAsync(token), token, "--rejoin");
        await c.Process!.StopAsync(token);
        var third = await b.RegionTokenAsync(token);
        await EndsAsync(c.Launch("--id", "c", "--join", third), "each would follow the other", token);
        await c.StartAsync(token);
        await RegionSite.UntilAsync(c, ["get", "edges"], o => o.Contains("Ready", StringComparison.Ordinal), token);
    }

    [SoakFact]
    public async Task A_region_is_removed_comes_back_moves_and_leaves_and_only_what_nobody_names_goes()
    {
        var token = Site.Patience(180);
        await using var fleet = new Fleet();
        var (top, other, eu) = (fleet.HubOf("kse"), fleet.HubOf("other"), fleet.HubOf("eu"));
        await top.StartAsync(token, "--guard-share", "1");
        await other.StartAsync(token);
        await eu.JoinAsync(await top.RegionTokenAsync(token), token, "--guard-share", "1");
        await fleet.StartEdgeAsync("lyon", await eu.TokenAsync(token, "kind=store"), token);
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "1")), ("b.yaml", Site.ConfigMap("b", "1")));
        (await top.CliAsync(token, "apply", "-f", folder)).Ok();
        await Site.FilesAsync(fleet.Target("lyon"), files => files.Count == 2, token);

        // Removed at the parent it keeps what it has, says so, and comes back with a new token.
        (await top.CliAsync(token, "remove", "edge", "eu")).Ok();
        await eu.Process!.WaitForLineAsync("does not know this region", token);
        Assert.Equal(2, Site.Read(fleet.Target("lyon")).Count);
        await eu.Process.StopAsync(token);
        Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", "2")));
        (await top.CliAsync(token, "apply", "-f", folder)).Ok();
        await eu.StartAsync(token, "--guard-share", "1", "--rejoin", "--join", await top.RegionTokenAsync(token));
        await RegionSite.HasAsync(fleet, "lyon", "\"value\":\"2\"", token);

        // Another parent names one of the two, the same to the byte: that file is never written, the other one goes.
        (await other.CliAsync(token, "apply", "-f", Path.Combine(folder, "shop.js"), "-f", Path.Combine(folder, "a.yaml"))).Ok();
        var kept = new FileInfo(Site.FileOf(fleet.Target("lyon"), "-shop-a"));
        var (written, length) = (kept.LastWriteTimeUtc, kept.Length);
        await eu.Process.StopAsync(token);
        await eu.StartAsync(token, "--guard-share", "1", "--id", "eu-2", "--rejoin", "--join", await other.RegionTokenAsync(token));
        await Site.FilesAsync(fleet.Target("lyon"), files => files.Count == 1, token);
        kept.Refresh();
        Assert.Equal((written, length), (kept.LastWriteTimeUtc, kept.Length));
        Assert.True(Directory.Exists(Path.Combine(eu.State, "parent.left-1")));

        // It leaves: what it had is its own now, to change as it likes.
        await eu.Process.StopAsync(token);
        await eu.StartAsync(token, "--guard-share", "1", "--leave");
        (await eu.CliAsync(token, "apply", "-f", Site.Write(fleet, "own", ("a.yaml", Site.ConfigMap("a", "own"))))).Ok();
        await RegionSite.HasAsync(fleet, "lyon", "\"value\":\"own\"", token);
        (await eu.CliAsync(token, "delete", "configmap", "a", "-n", "shop")).Ok();
        await Site.FilesAsync(fleet.Target("lyon"), files => files.Count == 0, token);
    }

    private static async Task EndsAsync(KseProcess hub, string says, CancellationToken token)
    {
        Assert.NotEqual(0, await hub.ExitCodeAsync(token));
        Assert.Contains(hub.Lines, line => line.Contains(says, StringComparison.Ordinal));
    }
}
