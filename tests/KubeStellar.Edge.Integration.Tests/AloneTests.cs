using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>SIGKILL of everything, in turn: sites go on alone, come back by themselves, and nothing is published twice.</summary>
public sealed class AloneTests
{
    [Fact]
    public async Task A_site_goes_on_with_no_hub_and_catches_up()
    {
        var token = Site.Patience(120);
        await using var fleet = new Fleet();
        var hub = await fleet.StartHubAsync(token, "--heartbeat", "2s");
        var edge = await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store", "size=large"), token);
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "1")), ("b.yaml", Site.ConfigMap("b", "1")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "30s")).Ok();
        await Site.RecordAsync(fleet, token, "a", "b");
        var before = await Site.SequencesAsync(fleet, token);

        await hub.KillAsync(token);

        // Drift is repaired while alone, in a running daemon and in one that starts alone.
        var a = Site.FileOf(fleet.Target("store-1"), "-a");
        File.Delete(a);
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 2, token);
        File.WriteAllText(a, "{}");
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 2 && f.Values.All(v => v.Contains("large", StringComparison.Ordinal)), token);
        await edge.KillAsync(token);
        File.Delete(a);
        edge = await fleet.StartEdgeAsync("store-1", null, token);
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 2, token);
        var local = (await fleet.CliAsync(token, "status", "--state", fleet.EdgeState("store-1"))).Ok();
        Assert.Contains("store-1", local, StringComparison.Ordinal);
        await edge.KillAsync(token);

        // The hub comes back: nothing is published again; an edit made while the edge is away is caught up.
        await fleet.StartHubAsync(token, "--heartbeat", "2s");
        (await fleet.CliAsync(token, "wait", "--for=settled", "--timeout", "30s")).Ok();
        var back = await Site.SequencesAsync(fleet, token);
        Assert.Equal(before[Buckets.Desired], back[Buckets.Desired]);
        Assert.Equal(before[Buckets.Content], back[Buckets.Content]);
        Site.Write(fleet, "app", ("b.yaml", Site.ConfigMap("b", "while-away")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await fleet.StartEdgeAsync("store-1", null, token);
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Values.Any(v => v.Contains("while-away", StringComparison.Ordinal)), token);
    }

    [Fact]
    public async Task Deleted_objects_go_and_foreign_files_stay()
    {
        var token = Site.Patience();
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--guard-share", "1");
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "1")), ("b.yaml", Site.ConfigMap("b", "1")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 2, token);
        var foreign = Path.Combine(fleet.Target("store-1"), "theirs.json");
        File.WriteAllText(foreign, "{}");

        (await fleet.CliAsync(token, "delete", "-f", Path.Combine(folder, "a.yaml"))).Ok();

        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 2 && f.ContainsKey("theirs.json") && f.Keys.Any(k => k.Contains("-b", StringComparison.Ordinal)), token);
        (await fleet.CliAsync(token, "delete", "policy", "shop")).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 1 && f.ContainsKey("theirs.json"), token);
    }

    [Fact]
    public async Task The_server_is_started_again_when_it_dies_and_goes_with_the_hub()
    {
        var token = Site.Patience();
        await using var fleet = new Fleet();
        var hub = await fleet.StartHubAsync(token, "--heartbeat", "2s");
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);
        var server = Assert.Single(Servers(fleet.HubState));
        KseProcess.Kill(server);
        await hub.WaitForLineAsync("nats-server is back", token);
        (await fleet.CliAsync(token, "wait", "--for=reachable=1", "--timeout", "40s")).Ok();
        var next = Assert.Single(Servers(fleet.HubState));
        Assert.NotEqual(server, next);

        await hub.KillAsync(token);

        while (Directory.Exists("/proc/" + next))
        {
            token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>The nats-servers of a hub, by its state directory.</summary>
    internal static List<int> Servers(string state)
    {
        List<int> found = [];
        foreach (var dir in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(dir), out var pid))
                continue;
            try
            {
                var command = File.ReadAllText(Path.Combine(dir, "cmdline"));
                if (File.ReadAllText(Path.Combine(dir, "comm")).Trim() == "nats-server" && command.Contains(state, StringComparison.Ordinal))
                    found.Add(pid);
            }
            catch (IOException)
            {
                // It ended while we looked.
            }
        }

        return found;
    }
}
