using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>An edge that is removed at the hub and comes back, and two edges that want one folder.</summary>
public sealed class RejoinTests
{
    [Fact]
    public async Task A_removed_edge_says_so_keeps_its_files_and_joins_again()
    {
        var token = Site.Patience(120);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--guard-share", "1");
        var edge = await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "1")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 1, token);
        (await fleet.CliAsync(token, "remove", "edge", "store-1")).Ok();
        var status = await MainJobTests.UntilAsync(
            fleet, ["status", "--state", fleet.EdgeState("store-1")], o => o.Contains("Removed", StringComparison.Ordinal), token);
        Assert.Contains("--rejoin", status, StringComparison.Ordinal);
        Assert.Single(Site.Read(fleet.Target("store-1")));

        Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", "while-removed")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await edge.StopAsync(token);
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token, "--rejoin");
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 1 && f.Values.Single().Contains("while-removed", StringComparison.Ordinal), token);
        await MainJobTests.UntilAsync(
            fleet, ["status", "--state", fleet.EdgeState("store-1")], o => !o.Contains("Removed", StringComparison.Ordinal), token);
    }

    [Fact]
    public async Task A_folder_of_another_edge_is_refused_before_the_token_is_spent()
    {
        var token = Site.Patience();
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token);
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);
        var join = await fleet.TokenAsync(token, "kind=store");
        var second = await fleet.CliAsync(token, "edge", "--state", fleet.Folder["other"], "--target", "manifests:" + fleet.Target("store-1"), "--id", "store-2", "--join", join);
        Assert.NotEqual(0, second.ExitCode);
        Assert.Contains(fleet.Target("store-1"), second.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("store-2", (await fleet.CliAsync(token, "get", "edges")).Ok(), StringComparison.Ordinal);
    }
}
