using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>A stolen device: its connection ends, it never gets back in, and nobody else notices.</summary>
public sealed class RevokeTests
{
    [Fact]
    public async Task A_revoked_device_is_cut_off_for_good_and_another_takes_its_id()
    {
        var token = Site.Patience(150);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--guard-share", "1");
        var stolen = await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);
        var other = await fleet.StartEdgeAsync("store-2", await fleet.TokenAsync(token, "kind=store"), token);
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "before")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        foreach (var edge in new[] { "store-1", "store-2" })
            await Site.FilesAsync(fleet.Target(edge), f => f.Count == 1, token);

        var said = await fleet.CliAsync(token, "edge", "revoke", "store-1", "--reason", "the till was stolen");
        Assert.Equal(("edge/store-1 revoked\n", ""), (said.Ok(), said.Error));
        await stolen.WaitForLineAsync("server refuses this edge's credentials", token);
        Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", "after")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await RegionSite.HasAsync(fleet, "store-2", "after", token);
        await RegionSite.HasAsync(fleet, "store-1", "before", token);
        Assert.DoesNotContain(other.Lines, line => line.Contains("refuses", StringComparison.Ordinal));
        Assert.Contains("the till was stolen", (await fleet.CliAsync(token, "get", "events")).Ok(), StringComparison.Ordinal);

        // Not after a restart of everything, and not with a token either.
        await stolen.KillAsync(token);
        await fleet.Hub!.KillAsync(token);
        await fleet.StartHubAsync(token, "--guard-share", "1");
        stolen = await fleet.StartEdgeAsync("store-1", null, token);
        await stolen.WaitForLineAsync("server refuses this edge's credentials", token);
        await stolen.KillAsync(token);
        var again = await fleet.CliAsync(
            token, "edge", "--state", fleet.EdgeState("store-1"), "--target", "manifests:" + fleet.Target("store-1"), "--id", "store-1", "--join", await fleet.TokenAsync(token), "--rejoin");
        Assert.NotEqual(0, again.ExitCode);
        Assert.Contains("the key of this device was revoked at", again.Error, StringComparison.Ordinal);

        // A new device takes the id by a token that names it, because its key is another.
        Directory.Delete(fleet.EdgeState("store-1"), recursive: true);
        Directory.Delete(fleet.Target("store-1"), recursive: true);
        var named = (await fleet.CliAsync(token, "token", "create", "--replace", "store-1", "--label", "kind=store")).Ok().Trim();
        await fleet.StartEdgeAsync("store-1", named, token);
        await RegionSite.HasAsync(fleet, "store-1", "after", token);

        // Two within one second are two.
        (await fleet.CliAsync(token, "edge", "revoke", "store-1")).Ok();
        (await fleet.CliAsync(token, "edge", "revoke", "store-2")).Ok();
        await other.WaitForLineAsync("server refuses this edge's credentials", token);
        Assert.Contains("no edges", (await fleet.CliAsync(token, "get", "edges")).Ok() + (await fleet.CliAsync(token, "get", "edges")).Error, StringComparison.Ordinal);
    }
}
