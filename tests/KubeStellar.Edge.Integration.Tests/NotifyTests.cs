using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>What <c>Type=notify</c> and <c>WatchdogSec</c> of the units rest on, with a socket of the test in systemd's place.</summary>
public sealed class NotifyTests
{
    [Fact]
    public async Task Hub_and_edge_say_that_they_are_ready_turn_and_stop()
    {
        var token = Site.Patience();
        await using var fleet = new Fleet();
        await using var hubSocket = new NotifySocket(fleet.Folder["hub.notify"]);
        await using var edgeSocket = new NotifySocket(fleet.Folder["edge.notify"]);

        await using var hub = Start(fleet, hubSocket, "hub", "--state", fleet.HubState, "--listen", "127.0.0.1:0");
        Assert.Empty(await hubSocket.UntilAsync("READY=1", token));
        (await fleet.CliAsync(token, "get", "edges")).Ok(); // ready means that it answers
        await hubSocket.UntilAsync("WATCHDOG=1", token);
        await hubSocket.UntilAsync("WATCHDOG=1", token);

        await using var edge = Start(
            fleet, edgeSocket, "edge", "--state", fleet.EdgeState("store-1"), "--target", "manifests:" + fleet.Target("store-1"), "--id", "store-1", "--join", await fleet.TokenAsync(token));
        Assert.Empty(await edgeSocket.UntilAsync("READY=1", token));
        await edgeSocket.UntilAsync("WATCHDOG=1", token);

        await edge.StopAsync(token);
        await edgeSocket.UntilAsync("STOPPING=1", token);
        Assert.Equal(0, await edge.ExitCodeAsync(token));
        await hub.StopAsync(token);
        await hubSocket.UntilAsync("STOPPING=1", token);
        var code = await hub.ExitCodeAsync(token);
        Assert.True(code == 0, string.Join('\n', hub.Lines));
    }

    [Fact]
    public async Task A_service_without_a_home_folder_serves_and_makes_or_misses_its_context()
    {
        var token = Site.Patience();
        await using var fleet = new Fleet();
        var home = fleet.Folder["home"];
        foreach (var (folder, says) in new[] { (home, home + "/.config/nats/context/kse.json"), ("/proc/none", "could not be written") })
        {
            await using var hub = KseProcess.Start(
                new Dictionary<string, string>(fleet.Variables) { ["HOME"] = folder, ["XDG_CONFIG_HOME"] = "" }, "hub", "--state", fleet.HubState, "--listen", "127.0.0.1:0");
            await hub.WaitForLineAsync("hub is ready", token);
            Assert.Contains(hub.Lines, line => line.Contains(says, StringComparison.Ordinal));
            await hub.StopAsync(token);
        }
    }

    private static KseProcess Start(Fleet fleet, NotifySocket socket, params string[] arguments) => KseProcess.Start(
        new Dictionary<string, string>(fleet.Variables) { ["NOTIFY_SOCKET"] = socket.Path, ["WATCHDOG_USEC"] = "400000" }, arguments);
}
