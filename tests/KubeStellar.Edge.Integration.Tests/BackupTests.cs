using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>A hub that is lost with its disk comes back from a backup, and its edges follow it.</summary>
public sealed class BackupTests
{
    [Fact]
    public async Task A_hub_is_restored_and_its_edges_go_back_to_what_it_says()
    {
        var token = Site.Patience(150);
        await using var fleet = new Fleet();
        var hub = await fleet.StartHubAsync(token, "--heartbeat", "2s", "--guard-share", "1");
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "before")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "30s")).Ok();
        var file = Path.Combine(fleet.HubState, "..", "hub.tar");
        Assert.Contains("1 objects, 1 policies, 1 edges", (await fleet.CliAsync(token, "backup", file, "--state", fleet.HubState)).Ok(), StringComparison.Ordinal);

        // What comes after the backup is lost with the disk; the edge has seen it.
        Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", "after")), ("b.yaml", Site.ConfigMap("b", "after")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), files => files.Count == 2 && files.Values.All(text => text.Contains("after", StringComparison.Ordinal)), token);
        var forecast = (await fleet.CliAsync(token, "restore", file, "--dry-run")).Ok();
        Assert.Contains("1 object applied since would be gone", forecast, StringComparison.Ordinal);
        Assert.Contains("1 object changed since would be as it was", forecast, StringComparison.Ordinal);
        await hub.KillAsync(token);
        Directory.Delete(fleet.HubState, recursive: true);

        (await fleet.CliAsync(token, "restore", file, "--state", fleet.HubState)).Ok();
        await fleet.StartHubAsync(token, "--heartbeat", "2s", "--guard-share", "1");
        await Site.FilesAsync(fleet.Target("store-1"), files => files.Count == 1 && files.Values.All(text => text.Contains("before", StringComparison.Ordinal)), token);
        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "60s")).Ok();
        Assert.Contains("nothing of it", (await fleet.CliAsync(token, "restore", file, "--dry-run")).Ok(), StringComparison.Ordinal);
    }
}
