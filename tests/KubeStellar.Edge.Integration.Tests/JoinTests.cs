using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Devices that a person admits, that take another's place, and that are one too many.</summary>
public sealed class JoinTests
{
    [Fact]
    public async Task A_device_waits_for_a_person_and_its_successor_cuts_it_off()
    {
        var token = Site.Patience(150);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--guard-share", "1");
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "before")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        var join = (await fleet.CliAsync(token, "token", "create", "--approve", "--label", "kind=store")).Ok().Trim();
        var first = fleet.LaunchEdge("store-1", join);
        await first.WaitForLineAsync("not admitted yet", token);

        // Both sides show the same, and only that is approved.
        var status = (await fleet.CliAsync(token, "status", "--state", fleet.EdgeState("store-1"))).Ok();
        var fingerprint = status.Split('\n').Single(line => line.StartsWith("Fingerprint:", StringComparison.Ordinal)).Split(' ')[^1];
        Assert.Contains("PendingApproval=True", status, StringComparison.Ordinal);
        Assert.Contains(fingerprint, (await fleet.CliAsync(token, "edges", "pending")).Ok(), StringComparison.Ordinal);
        Assert.NotEqual(0, (await fleet.CliAsync(token, "edges", "approve", "store-1", "--fingerprint", "0000-0000-0000-0000-0000")).ExitCode);
        Assert.DoesNotContain("store-1", (await fleet.CliAsync(token, "get", "edges")).Ok(), StringComparison.Ordinal);
        (await fleet.CliAsync(token, "edges", "approve", "store-1", "--fingerprint", fingerprint)).Ok();
        await RegionSite.HasAsync(fleet, "store-1", "before", token);

        // A new machine: a stranger to the hub until it says whose place it takes, and somebody agrees.
        join = await fleet.TokenAsync(token, "kind=depot");
        string[] second = ["edge", "--state", fleet.EdgeState("new"), "--target", "manifests:" + fleet.Target("new"), "--id", "store-1", "--join", join];
        Assert.Contains("start it with --replace", (await fleet.CliAsync(token, second)).Error, StringComparison.Ordinal);
        var successor = fleet.LaunchEdge("new", null, ["--id", "store-1", "--join", join, "--replace"]);
        await successor.WaitForLineAsync("not admitted yet", token);
        Assert.DoesNotContain(first.Lines, line => line.Contains("refuses", StringComparison.Ordinal));
        (await fleet.CliAsync(token, "edges", "approve", "store-1")).Ok();
        await first.WaitForLineAsync("server refuses this edge's credentials", token);
        await RegionSite.HasAsync(fleet, "new", "before", token);

        // It is the edge from here on, with its labels; what it says counts.
        Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", "after")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await RegionSite.HasAsync(fleet, "new", "after", token);
        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "60s")).Ok();
        await RegionSite.HasAsync(fleet, "store-1", "before", token);
        Assert.Contains("kind=store", (await fleet.CliAsync(token, "get", "edges", "store-1")).Ok(), StringComparison.Ordinal);
        Assert.Contains("another device took the id store-1", (await fleet.CliAsync(token, "get", "revoked")).Ok(), StringComparison.Ordinal);
    }

    [SoakFact]
    public async Task A_copied_disk_is_held_until_one_is_left_and_a_restart_is_not()
    {
        var token = Site.Patience(150);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--guard-share", "1");
        var edge = await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);
        await fleet.StartEdgeAsync("store-2", await fleet.TokenAsync(token, "kind=store"), token);
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "before")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await RegionSite.HasAsync(fleet, "store-1", "before", token);

        await edge.KillAsync(token);
        Copy(fleet.EdgeState("store-1"), fleet.EdgeState("copy"));
        await fleet.StartEdgeAsync("store-1", null, token);
        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "60s")).Ok();
        var copy = await fleet.StartEdgeAsync("copy", null, token);
        await MainJobTests.UntilAsync(fleet, ["get", "edges", "store-1"], text => text.Contains("Held", StringComparison.Ordinal), token);

        Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", "after")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await RegionSite.HasAsync(fleet, "store-2", "after", token);
        await MainJobTests.UntilAsync(fleet, ["status", "--state", fleet.EdgeState("store-1")], text => text.Contains("Cloned=True", StringComparison.Ordinal), token);
        await RegionSite.HasAsync(fleet, "store-1", "before", token);
        await RegionSite.HasAsync(fleet, "copy", "before", token);

        await copy.KillAsync(token);
        (await fleet.CliAsync(token, "edges", "release", "store-1", "--reason", "the copy is wiped")).Ok();
        await RegionSite.HasAsync(fleet, "store-1", "after", token);
        var events = (await fleet.CliAsync(token, "get", "events", "--kind", "edge.cloned", "-o", "name")).Ok();
        Assert.Single(events.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) != ".sock"))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.Copy(file, target);
        }
    }
}
