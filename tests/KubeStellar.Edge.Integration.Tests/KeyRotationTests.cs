using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Keys are replaced on a fleet that runs, and processes die in between.</summary>
public sealed class KeyRotationTests
{
    [SoakFact]
    public async Task Edges_follow_the_hubs_keys_also_one_that_slept_through_two_of_them()
    {
        var token = Site.Patience(150);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--heartbeat", "2s");
        var join = await fleet.TokenAsync(token, "kind=store");
        await fleet.StartEdgeAsync("store-1", join, token, "--heartbeat", "1s");
        var sleeper = await fleet.StartEdgeAsync("store-2", join, token, "--heartbeat", "1s");
        await ApplyAsync(fleet, "before", token);
        foreach (var edge in new[] { "store-1", "store-2" })
            await RegionSite.HasAsync(fleet, edge, "before", token);
        await sleeper.KillAsync(token);

        Assert.Contains("hand-over 1", (await fleet.CliAsync(token, "keys", "rotate", "root")).Ok(), StringComparison.Ordinal);

        // Killed as soon as it answered: its roots may be signed by either key.
        await fleet.Hub!.KillAsync(token);
        await fleet.StartHubAsync(token, "--heartbeat", "2s");
        Assert.Contains("hand-over 2", (await fleet.CliAsync(token, "keys", "rotate", "root")).Ok(), StringComparison.Ordinal);
        await ApplyAsync(fleet, "after", token);
        await RegionSite.HasAsync(fleet, "store-1", "after", token);
        await fleet.StartEdgeAsync("store-2", null, token, "--heartbeat", "1s");
        await RegionSite.HasAsync(fleet, "store-2", "after", token);

        // A token names the key of the day when it was made.
        await fleet.StartEdgeAsync("store-3", join, token, "--heartbeat", "1s");
        await RegionSite.HasAsync(fleet, "store-3", "after", token);
        var hub = new FleetHub(fleet, "kse", fleet.HubState);
        await RegionSite.UntilAsync(hub, ["keys", "status", "-o", "yaml"], o => o.Contains("edges: 3", StringComparison.Ordinal) && o.Contains("serial: 2", StringComparison.Ordinal), token);

        // The key that issues users. Whoever comes with the former one is issued anew with the next command; who does not is named, and gets in with what an admin makes.
        foreach (var name in new[] { "ann", "bob" })
            (await fleet.CliAsync(token, "user", "create", name, "--role", "viewer", "-o", fleet.Folder[name + ".creds"], "--save-context", name)).Ok();
        Assert.Contains("ann, bob", (await fleet.CliAsync(token, "keys", "rotate", "account")).Ok(), StringComparison.Ordinal);
        var come = await fleet.CliAsync("ann", token, "get", "workloads");
        Assert.Contains("were issued anew", come.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("issued anew", (await fleet.CliAsync("ann", token, "get", "workloads")).Error, StringComparison.Ordinal);
        var users = (await fleet.CliAsync(token, "get", "users")).Ok().Split('\n');
        Assert.Contains(users, line => line.StartsWith("ann ", StringComparison.Ordinal) && line.Contains(" InUse ", StringComparison.Ordinal));
        Assert.Contains(users, line => line.StartsWith("bob ", StringComparison.Ordinal) && line.Contains(" Former ", StringComparison.Ordinal));

        // Those who have none of the new one are named, and stay in until somebody decides.
        await RegionSite.UntilAsync(hub, ["keys", "status", "-o", "json"], o => System.Text.Json.JsonElement.Parse(o).GetProperty("items").EnumerateArray().Any(key =>
            key.GetProperty("kind").GetString() == "account" && key.GetProperty("state").GetString() == "InUse" && key.TryGetProperty("edges", out var edges) && edges.GetInt32() == 3), token);
        var refused = await fleet.CliAsync(token, "keys", "finish", "account");
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("join token", refused.Error, StringComparison.Ordinal);
        Assert.Contains("user bob", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("store-1", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("user ann", refused.Error, StringComparison.Ordinal);
        Assert.Contains("user/bob renewed: the key stays", (await fleet.CliAsync(token, "user", "renew", "--all", "-o", fleet.Folder.Path)).Ok(), StringComparison.Ordinal);
        Assert.DoesNotContain("user bob", (await fleet.CliAsync(token, "keys", "finish", "account")).Error, StringComparison.Ordinal);
        (await fleet.CliAsync(token, "keys", "finish", "account", "--lock-out")).Ok();
        foreach (var name in new[] { "ann", "bob" })
            Assert.Contains("configmap/shop/a", (await fleet.CliAsync(name, token, "get", "workloads")).Ok(), StringComparison.Ordinal);
        await ApplyAsync(fleet, "last", token);
        foreach (var edge in new[] { "store-1", "store-2", "store-3" })
            await RegionSite.HasAsync(fleet, edge, "last", token);
        var late = await fleet.CliAsync(token, "edge", "--state", fleet.EdgeState("store-4"), "--target", "manifests:" + fleet.Target("store-4"), "--id", "store-4", "--join", join);
        Assert.Contains("does not know this token", late.Error, StringComparison.Ordinal);
        Assert.Equal(3, (await fleet.CliAsync(token, "get", "events", "--kind", "key.rotated", "-o", "name")).Ok().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [SoakFact]
    public async Task An_edge_that_is_killed_while_it_changes_its_keys_gets_in_and_ends_it_and_the_old_key_is_void()
    {
        var token = Site.Patience(150);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--heartbeat", "2s");
        var edge = await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token, "--heartbeat", "1s");
        await ApplyAsync(fleet, "before", token);
        await RegionSite.HasAsync(fleet, "store-1", "before", token);
        var identity = Path.Combine(fleet.EdgeState("store-1"), "identity");
        var copy = fleet.EdgeState("copy");
        Copy(identity, Path.Combine(copy, "identity"));
        string first;
        using (var device = DeviceIdentity.Open(copy))
            first = device.PublicKey;

        // The folder of the new keys is there; whatever comes next does not.
        using var made = new SemaphoreSlim(0);
        using (var watcher = new FileSystemWatcher(identity) { EnableRaisingEvents = true })
        {
            watcher.Renamed += (_, e) => _ = e.Name == "keys-1" ? made.Release() : 0;
            (await fleet.CliAsync(token, "edge", "rotate", "store-1")).Ok();
            await made.WaitAsync(token);
            await edge.KillAsync(token);
        }

        await fleet.Hub!.KillAsync(token);
        edge = await fleet.StartEdgeAsync("store-1", null, token, "--heartbeat", "1s");
        await fleet.StartHubAsync(token, "--heartbeat", "2s");
        await edge.WaitForLineAsync("is in with other keys", token);
        using (var device = DeviceIdentity.Open(fleet.EdgeState("store-1")))
            Assert.NotEqual(first, device.PublicKey);
        await ApplyAsync(fleet, "after", token);
        await RegionSite.HasAsync(fleet, "store-1", "after", token);
        var hub = new FleetHub(fleet, "kse", fleet.HubState);
        await RegionSite.UntilAsync(hub, ["get", "events", "--kind", "key.rotated"], o => o.Contains($"{first} is void", StringComparison.Ordinal), token);

        // A copy of the disk from before is nobody any more.
        var thief = fleet.LaunchEdge("copy", null);
        await thief.WaitForLineAsync("server refuses this edge's credentials", token);
        Assert.DoesNotContain(edge.Lines, line => line.Contains("refuses this edge's credentials", StringComparison.Ordinal));
    }

    private static async Task ApplyAsync(Fleet fleet, string value, CancellationToken token) =>
        (await fleet.CliAsync(token, "apply", "-f", Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", value))))).Ok();

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
            File.SetUnixFileMode(Path.Combine(to, Path.GetFileName(file)), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}
