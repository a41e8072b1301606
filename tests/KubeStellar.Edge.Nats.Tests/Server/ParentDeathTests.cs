using System.Diagnostics;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Server;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.Nats.Tests.Server;

public sealed class ParentDeathTests : IDisposable
{
    private readonly StateFolder _state = new();
    private readonly CancellationTokenSource _limit = new(RunningServer.Patience);

    private string Configuration => Path.Combine(_state["nats"], "nats-server.conf");

    public void Dispose()
    {
        _state.Dispose();
        _limit.Dispose();
    }

    [Fact]
    public async Task SIGKILL_of_the_hub_leaves_no_nats_server_and_the_next_hub_takes_over_its_store()
    {
        using var hub = await StartHubAsync();
        Assert.NotEmpty(ServerRemains.Find(Configuration));
        hub.Kill();

        // A hub that is started at once waits for the old server instead of opening the same store beside it.
        using var keys = HubKeys.LoadOrCreate(_state.Path);
        var options = new EmbeddedServerOptions { StateDirectory = _state.Path, StartTimeout = RunningServer.Patience };
        using var next = new EmbeddedServer(keys, options, TimeProvider.System, NullLogger<EmbeddedServer>.Instance);
        await next.StartAsync(_limit.Token);
        await next.StopAsync(_limit.Token);
        Assert.Empty(ServerRemains.Find(Configuration));
    }

    [Fact]
    public async Task SIGKILL_of_hub_and_supervising_shell_leaves_no_nats_server()
    {
        using var hub = await StartHubAsync();
        var shell = ServerRemains.Find(Configuration).First(id => ParentOf(id) == hub.Id);
        hub.Kill();
        Process.GetProcessById(shell).Kill();
        await ServerRemains.WaitUntilGoneAsync(Configuration, TimeProvider.System, _limit.Token);
    }

    [Fact]
    public async Task Two_hubs_on_one_state_directory_are_refused()
    {
        using var hub = await StartHubAsync();
        using var keys = HubKeys.LoadOrCreate(_state.Path);
        var options = new EmbeddedServerOptions { StateDirectory = _state.Path, StartTimeout = TimeSpan.FromMilliseconds(200) };
        using var second = new EmbeddedServer(keys, options, TimeProvider.System, NullLogger<EmbeddedServer>.Instance);
        var refused = await Assert.ThrowsAsync<ServerException>(() => second.StartAsync(_limit.Token));
        Assert.Contains("another hub uses this state directory", refused.Message, StringComparison.Ordinal);
        hub.Kill();
        await ServerRemains.WaitUntilGoneAsync(Configuration, TimeProvider.System, _limit.Token);
    }

    private async Task<Process> StartHubAsync()
    {
        var executable = Path.Combine(AppContext.BaseDirectory, typeof(HubProcess).Assembly.GetName().Name!);
        var start = new ProcessStartInfo(executable, ["-explicit", "only", "-method", $"{typeof(HubProcess).FullName}.{nameof(HubProcess.RunUntilKilled)}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        start.Environment[HubProcess.StateVariable] = _state.Path;
        var hub = Process.Start(start)!;
        while (!File.Exists(_state["ready"]))
        {
            Assert.False(hub.HasExited, "the hub process ended before it was ready");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, _limit.Token);
        }

        return hub;
    }

    private static int ParentOf(int id)
    {
        var stat = File.ReadAllText($"/proc/{id}/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
