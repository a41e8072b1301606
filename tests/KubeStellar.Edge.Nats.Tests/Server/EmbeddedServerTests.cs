using System.Diagnostics;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Server;
using Microsoft.Extensions.Logging.Abstractions;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace KubeStellar.Edge.Nats.Tests.Server;

public sealed class EmbeddedServerTests
{
    private static readonly TimeSpan Patience = RunningServer.Patience;

    [Fact]
    public async Task The_hub_logs_in_and_has_JetStream()
    {
        await using var running = await RunningServer.StartAsync();
        await using var hub = running.Connect(running.Mint.Hub());
        using var limit = new CancellationTokenSource(Patience);
        var context = new NatsJSContext(hub);
        await context.CreateStreamAsync(new StreamConfig("T", ["t.>"]), limit.Token);
        var ack = await context.PublishAsync("t.a", "x", cancellationToken: limit.Token);
        ack.EnsureSuccess();
        Assert.Equal(1ul, ack.Seq);
        Assert.Contains("sync_interval: always", await File.ReadAllTextAsync(running.Configuration, limit.Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("::1", "nats://[::1]:")]
    [InlineData("0.0.0.0", "nats://127.0.0.1:")]
    public async Task It_listens_on_other_addresses(string host, string url)
    {
        await using var running = await RunningServer.StartAsync(change: options => options.Host = host);
        Assert.StartsWith(url, running.Server.Url, StringComparison.Ordinal);
        await using var hub = running.Connect(running.Mint.Hub());
        await hub.ConnectAsync();
    }

    [Fact]
    public async Task A_user_of_another_account_does_not_get_in()
    {
        await using var running = await RunningServer.StartAsync();
        using var folder = new StateFolder();
        using var foreign = HubKeys.LoadOrCreate(folder.Path);
        await using var stranger = running.Connect(new UserMint(foreign.OwnAccount(), TimeProvider.System).Hub());
        await Assert.ThrowsAnyAsync<NATS.Client.Core.NatsException>(async () => await stranger.ConnectAsync());
    }

    [Fact]
    public async Task It_comes_back_after_SIGKILL_of_the_server_with_what_it_stored()
    {
        await using var running = await RunningServer.StartAsync();
        using var limit = new CancellationTokenSource(Patience);
        var port = running.Server.Port;
        await using (var hub = running.Connect(running.Mint.Hub()))
        {
            var context = new NatsJSContext(hub);
            await context.CreateStreamAsync(new StreamConfig("T", ["t.>"]), limit.Token);
            (await context.PublishAsync("t.a", "kept", cancellationToken: limit.Token)).EnsureSuccess();
        }

        var old = ServerId(running);
        Process.GetProcessById(old).Kill();
        await UntilAsync(() => ProcessesOf(running).Any(id => id != old && IsServer(id)), limit.Token);
        await ServerProbe.WaitAsync("127.0.0.1", port, NameOf(running), TimeProvider.System, limit.Token);
        await using var again = running.Connect(running.Mint.Hub());
        var stream = await new NatsJSContext(again).GetStreamAsync("T", cancellationToken: limit.Token);
        Assert.Equal(1, stream.Info.State.Messages);
    }

    [Fact]
    public async Task Killing_the_supervising_shell_leaves_no_second_server()
    {
        await using var running = await RunningServer.StartAsync();
        using var limit = new CancellationTokenSource(Patience);
        var old = ServerId(running);
        Process.GetProcessById(running.Server.ShellId).Kill();
        await UntilAsync(() => !Directory.Exists($"/proc/{old}"), limit.Token);
        await ServerProbe.WaitAsync("127.0.0.1", running.Server.Port, NameOf(running), TimeProvider.System, limit.Token);
        Assert.Single(ProcessesOf(running), IsServer);
    }

    [Fact]
    public async Task A_restart_keeps_port_and_accounts_and_a_stop_leaves_nothing_behind()
    {
        await using var running = await RunningServer.StartAsync();
        var port = running.Server.Port;
        var configuration = await File.ReadAllTextAsync(running.Configuration);
        await running.Server.StopAsync(CancellationToken.None);
        Assert.Empty(ProcessesOf(running));

        var options = new EmbeddedServerOptions { StateDirectory = running.State, StartTimeout = Patience };
        using var second = new EmbeddedServer(running.Keys, options, TimeProvider.System, NullLogger<EmbeddedServer>.Instance);
        await second.StartAsync(CancellationToken.None);
        Assert.Equal(port, second.Port);
        Assert.Equal(configuration, await File.ReadAllTextAsync(running.Configuration));
        await second.StopAsync(CancellationToken.None);
        Assert.Empty(ProcessesOf(running));
    }

    [Fact]
    public async Task A_taken_port_fails_the_start_with_a_sentence()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        using var folder = new StateFolder();
        using var keys = HubKeys.LoadOrCreate(folder.Path);
        var options = new EmbeddedServerOptions { StateDirectory = folder.Path, Port = port, StartTimeout = Patience };
        using var server = new EmbeddedServer(keys, options, TimeProvider.System, NullLogger<EmbeddedServer>.Instance);
        var failed = await Assert.ThrowsAsync<ServerException>(() => server.StartAsync(CancellationToken.None));
        Assert.Contains("address already in use", failed.Message, StringComparison.Ordinal);
    }

    private static string NameOf(RunningServer running) => "kse-" + running.Keys.Account.GetPublicKey()[..16];

    private static IReadOnlyList<int> ProcessesOf(RunningServer running) => ServerRemains.Find(running.Configuration);

    private static bool IsServer(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/comm").StartsWith("nats-server", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static int ServerId(RunningServer running) => ProcessesOf(running).Single(IsServer);

    private static async Task UntilAsync(Func<bool> condition, CancellationToken cancellation)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellation);
        }
    }
}
