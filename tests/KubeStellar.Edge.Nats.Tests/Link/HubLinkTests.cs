using System.Text;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Link;
using KubeStellar.Edge.Nats.Tests.Connection;
using KubeStellar.Edge.Nats.Tests.Gateway;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Names = KubeStellar.Edge.Contracts.Wire.Buckets;

namespace KubeStellar.Edge.Nats.Tests.Link;

public sealed class HubLinkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Requests_are_answered_and_a_stored_root_arrives()
    {
        await using var server = await ServerAsync();
        await using var hub = await HubSide.StartAsync(server.Url);
        await hub.Buckets.EnsureAsync(Names.Desired, default);
        using var link = HubSide.Link(server.Url, "store-1");
        await link.StartAsync(default);
        await using var signals = link.SignalsAsync(default).GetAsyncEnumerator();
        await NextAsync(signals, LinkSignalKind.Connected);
        Assert.True(link.Connected);
        Assert.Equal(8, (await link.HeartbeatAsync(new HeartbeatMessage { Edge = "store-1", Revision = 7 }, default)).Revision);
        Assert.Equal("{\"root\":1}", Encoding.UTF8.GetString((await link.GetAsync(new GetRequest { Root = true }, default)).Root.Span));
        Assert.Equal(7, Assert.Single((await link.ReportAsync(new ReportMessage { Edge = "store-1", Reports = [] }, default)).Durable).Value);
        await link.FactsAsync(new FactsMessage { Edge = "store-1" }, default);
        await hub[Names.Desired].PutManyAsync([.. Enumerable.Range(0, 20).Select(i => new BucketWrite($"store-{i}", Encoding.UTF8.GetBytes($"root {i}"), 0))], default);
        var root = await NextAsync(signals, LinkSignalKind.Root);
        Assert.Equal("root 1", Encoding.UTF8.GetString(root.Payload.Span));
        await link.StopAsync(default);
    }

    [Fact]
    public async Task After_a_SIGKILL_of_the_server_everyone_is_back_by_themselves()
    {
        await using var server = await ServerAsync();
        await using var hub = await HubSide.StartAsync(server.Url);
        await hub.Buckets.EnsureAsync(Names.Desired, default);
        using var link = HubSide.Link(server.Url, "store-1");
        await link.StartAsync(default);
        await using var signals = link.SignalsAsync(default).GetAsyncEnumerator();
        await NextAsync(signals, LinkSignalKind.Connected);
        await server.KillAsync();
        await NextAsync(signals, LinkSignalKind.Disconnected);
        Assert.False(link.Connected);
        await Assert.ThrowsAsync<HubUnreachableException>(() => link.HeartbeatAsync(new HeartbeatMessage { Edge = "store-1" }, default));
        await server.StartAsync();
        await NextAsync(signals, LinkSignalKind.Connected);
        await UntilAsync(async () => await link.HeartbeatAsync(new HeartbeatMessage { Edge = "store-1", Revision = 1 }, default));
        await UntilAsync(async () => await hub[Names.Desired].PutAsync("store-1", "again"u8.ToArray(), null, default));
        Assert.Equal("again", Encoding.UTF8.GetString((await NextAsync(signals, LinkSignalKind.Root)).Payload.Span));
        await link.StopAsync(default);
    }

    [Fact]
    public async Task A_server_that_comes_later_is_found()
    {
        await using var server = await ServerAsync();
        await server.KillAsync();
        using var link = HubSide.Link(server.Url, "store-1");
        await link.StartAsync(default);
        await Assert.ThrowsAsync<HubUnreachableException>(() => link.GetAsync(new GetRequest(), default));
        await server.StartAsync();
        await using var signals = link.SignalsAsync(default).GetAsyncEnumerator();
        await NextAsync(signals, LinkSignalKind.Connected);
        await link.StopAsync(default);
    }

    [Fact]
    public async Task Refused_credentials_are_told_and_tried_again()
    {
        await using var server = new PlainServer { Extra = "authorization { user: a, password: b }" };
        await server.StartAsync();
        using var link = HubSide.Link(server.Url, "store-1");
        await link.StartAsync(default);
        await using var signals = link.SignalsAsync(default).GetAsyncEnumerator();
        await NextAsync(signals, LinkSignalKind.Denied);
        await NextAsync(signals, LinkSignalKind.Denied);
        await server.KillAsync();
        server.Extra = "";
        await server.StartAsync();
        await NextAsync(signals, LinkSignalKind.Connected);
        await link.StopAsync(default);
    }

    [Fact]
    public async Task Large_reports_go_in_several_messages()
    {
        var sizes = new List<int>();
        var splitter = new ReportSplitter(1500, (body, _) =>
        {
            sizes.Add(body.Length);
            return Task.FromResult(new ReportReply { Durable = new SortedDictionary<string, long> { ["p" + sizes.Count] = sizes.Count } });
        });
        var report = new Contracts.Records.ReportRecord { Edge = "e", Policy = new("shop", "p"), Manifest = default, Epoch = 1, Revision = 1, Sequence = 1, Objects = [] };
        var reply = await splitter.SendAsync(new ReportMessage { Edge = "e", Reports = [.. Enumerable.Range(0, 20).Select(_ => new ReportDelta { Report = report })] }, default);
        Assert.All(sizes, size => Assert.InRange(size, 1, 1500));
        Assert.True(sizes.Count > 1);
        Assert.Equal(sizes.Count, reply.Durable.Count);
    }

    private static async Task<PlainServer> ServerAsync()
    {
        var server = new PlainServer();
        await server.StartAsync();
        return server;
    }

    private static async Task<LinkSignal> NextAsync(IAsyncEnumerator<LinkSignal> signals, LinkSignalKind kind)
    {
        while (true)
        {
            Assert.True(await signals.MoveNextAsync().AsTask().WaitAsync(Patience));
            if (signals.Current.Kind == kind)
            {
                return signals.Current;
            }
        }
    }

    /// <summary>The hub's own connection comes back at its own pace; each call waits for the connection, so this does not spin.</summary>
    private static async Task UntilAsync(Func<Task> call)
    {
        var end = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await call();
                return;
            }
            catch (Exception e) when (e is HubUnreachableException or BucketUnavailableException && TimeProvider.System.GetElapsedTime(end) < Patience)
            {
                await Task.Yield();
            }
        }
    }
}
