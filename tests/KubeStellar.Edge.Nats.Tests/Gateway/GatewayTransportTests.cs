using System.Text;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Tests.Connection;
using Microsoft.Extensions.Logging.Abstractions;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Tests.Gateway;

public sealed class GatewayTransportTests(PlainServer server) : IClassFixture<PlainServer>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Each_request_reaches_the_handler_with_the_edge_of_its_subject()
    {
        await using var hub = await HubSide.StartAsync(server.Url);
        await using var edge = Connect("store-1");
        var reply = await edge.RequestAsync<byte[], byte[]>(Subjects.Heartbeat("store-1"), """{"edge":"store-1","revision":4}"""u8.ToArray());
        Assert.Contains("\"revision\":5", Encoding.UTF8.GetString(reply.Data!), StringComparison.Ordinal);
        var frame = await edge.RequestAsync<byte[], byte[]>(Subjects.Get("store-1"), """{"root":true}"""u8.ToArray());
        Assert.Equal("{\"root\":1}", Encoding.UTF8.GetString(ContentFrame.Decode(frame.Data).Root.Span));
        Assert.Equal(["heartbeat store-1", "get store-1"], hub.Gateway.Calls);
    }

    [Fact]
    public async Task A_pulse_is_answered_only_where_a_whole_heartbeat_is_wanted()
    {
        await using var hub = await HubSide.StartAsync(server.Url);
        await using var edge = Connect("store-1");
        await using var asked = await edge.SubscribeCoreAsync<byte[]>(Subjects.Ask("store-1", "*"));
        hub.Gateway.Again = new HeartbeatMessage { Edge = "store-1" };
        await edge.PublishAsync(Subjects.Pulse("store-1"), replyTo: "_INBOX.store-1.x");
        await edge.RequestAsync<byte[], byte[]>(Subjects.Heartbeat("store-1"), """{"edge":"store-1"}"""u8.ToArray());
        Assert.False(asked.Msgs.TryRead(out _));

        hub.Gateway.Again = null;
        await edge.PublishAsync(Subjects.Pulse("store-1"));
        using var patience = new CancellationTokenSource(Patience);
        Assert.Equal("kse.down.store-1.ask.beat", (await asked.Msgs.ReadAsync(patience.Token)).Subject);
        Assert.Equal(["pulse store-1", "heartbeat store-1", "pulse store-1"], hub.Gateway.Calls);
    }

    [Fact]
    public async Task What_was_born_at_an_edge_may_be_as_large_as_a_report()
    {
        await using var hub = await HubSide.StartAsync(server.Url, configure: o => (o.MaxRequestBytes, o.MaxReportBytes) = (1000, 4000));
        await using var edge = Connect("store-1");
        var message = Encoding.UTF8.GetBytes($$"""{"edge":"store-1","parts":[],"padding":"{{new string('x', 2000)}}"}""");
        var reply = await edge.RequestAsync<byte[], byte[]>(Subjects.Upsync("store-1"), message);
        Assert.Contains("\"shop.p0\":7", Encoding.UTF8.GetString(reply.Data!), StringComparison.Ordinal);
        Assert.Contains("4000 are allowed", await RefusalAsync(edge, Subjects.Upsync("store-1"), new byte[4001]), StringComparison.Ordinal);
        Assert.Equal(["upsync store-1"], hub.Gateway.Calls);
    }

    [Fact]
    public async Task A_reply_subject_of_another_is_never_answered()
    {
        await using var hub = await HubSide.StartAsync(server.Url);
        await using var edge = Connect("thief");
        string[] victims = ["_INBOX.thie.x", "_INBOX.thief", "_INBOX.thief.", "_INBOX.thief2.x", "_INBOX.victim.x", "$KV.kse-desired.victim", "kse.down.victim.root"];
        foreach (var victim in victims)
        {
            await edge.PublishAsync(Subjects.Heartbeat("thief"), """{"edge":"thief"}"""u8.ToArray(), replyTo: victim);
        }

        await edge.PublishAsync(Subjects.Heartbeat("thief"), """{"edge":"thief"}"""u8.ToArray());
        await edge.RequestAsync<byte[], byte[]>(Subjects.Heartbeat("thief"), """{"edge":"thief"}"""u8.ToArray());
        Assert.Equal(victims.Length + 1, hub.Transport.ForeignReplies);
        Assert.Equal(["heartbeat thief"], hub.Gateway.Calls);
    }

    [Fact]
    public async Task What_cannot_be_read_or_is_too_large_is_refused_with_a_sentence()
    {
        await using var hub = await HubSide.StartAsync(server.Url, configure: o => o.MaxRequestBytes = 1000);
        await using var edge = Connect("store-1");
        Assert.Contains("cannot be read", await RefusalAsync(edge, Subjects.Get("store-1"), "nonsense"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("1000 are allowed", await RefusalAsync(edge, Subjects.Get("store-1"), new byte[1001]), StringComparison.Ordinal);
        Assert.Contains("no such request", await RefusalAsync(edge, "kse.up.store-1.secrets", []), StringComparison.Ordinal);
        Assert.Empty(hub.Gateway.Calls);
    }

    [Fact]
    public async Task A_handler_that_throws_gives_an_error_and_the_next_request_is_served()
    {
        await using var hub = await HubSide.StartAsync(server.Url);
        await using var edge = Connect("store-1");
        hub.Gateway.Before = _ => throw new InvalidOperationException("secret path");
        var refusal = await RefusalAsync(edge, Subjects.Get("store-1"), "{}"u8.ToArray());
        Assert.DoesNotContain("secret", refusal, StringComparison.Ordinal);
        hub.Gateway.Before = null;
        Assert.Equal("", await RefusalAsync(edge, Subjects.Get("store-1"), "{}"u8.ToArray()));
    }

    [Fact]
    public async Task An_edge_that_asks_too_fast_is_refused_and_another_is_served()
    {
        await using var hub = await HubSide.StartAsync(server.Url, configure: o => (o.RatePerSecond, o.Burst) = (0.001, 3));
        await using var fast = Connect("fast");
        await using var slow = Connect("slow");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("", await RefusalAsync(fast, Subjects.Get("fast"), "{}"u8.ToArray()));
        }

        Assert.Contains("too many", await RefusalAsync(fast, Subjects.Get("fast"), "{}"u8.ToArray()), StringComparison.Ordinal);
        Assert.Equal("", await RefusalAsync(slow, Subjects.Get("slow"), "{}"u8.ToArray()));
    }

    [Fact]
    public async Task An_edge_whose_request_hangs_holds_up_only_itself()
    {
        await using var hub = await HubSide.StartAsync(server.Url, configure: o => o.QueuePerEdge = 2);
        await using var sick = Connect("sick");
        await using var well = Connect("well");
        var release = new TaskCompletionSource();
        var reached = new TaskCompletionSource();
        hub.Gateway.Before = asker =>
        {
            reached.TrySetResult();
            return asker == "sick" ? release.Task : Task.CompletedTask;
        };
        var hanging = RefusalAsync(sick, Subjects.Get("sick"), "{}"u8.ToArray());
        await reached.Task.WaitAsync(Patience);
        Task<string>[] queued = [.. Enumerable.Range(0, 2).Select(_ => RefusalAsync(sick, Subjects.Get("sick"), "{}"u8.ToArray()))];
        Assert.Contains("earlier requests", await RefusalAsync(sick, Subjects.Get("sick"), "{}"u8.ToArray()), StringComparison.Ordinal);
        Assert.Equal("", await RefusalAsync(well, Subjects.Get("well"), "{}"u8.ToArray()));
        release.SetResult();
        Assert.Equal("", await hanging);
        Assert.All(await Task.WhenAll(queued), refusal => Assert.Equal("", refusal));
    }

    [Fact]
    public async Task Reports_that_wait_for_their_write_take_no_room_of_other_requests()
    {
        await using var hub = await HubSide.StartAsync(server.Url, configure: o => (o.Concurrency, o.ReportConcurrency) = (1, 2));
        await using var first = Connect("first");
        await using var second = Connect("second");
        await using var other = Connect("other");
        var release = new TaskCompletionSource();
        var waiting = 0;
        var both = new TaskCompletionSource();
        hub.Gateway.Before = asker =>
        {
            if (asker == "other")
                return Task.CompletedTask;
            if (Interlocked.Increment(ref waiting) == 2)
                both.TrySetResult();
            return release.Task;
        };
        Task<string>[] reports = [RefusalAsync(first, Subjects.Report("first"), """{"edge":"first","reports":[]}"""u8.ToArray()), RefusalAsync(second, Subjects.Report("second"), """{"edge":"second","reports":[]}"""u8.ToArray())];
        await both.Task.WaitAsync(Patience);
        Assert.Equal("", await RefusalAsync(other, Subjects.Get("other"), "{}"u8.ToArray()));
        release.SetResult();
        Assert.All(await Task.WhenAll(reports), refusal => Assert.Equal("", refusal));
    }

    [Fact]
    public async Task A_join_is_answered_only_to_its_own_inbox()
    {
        await using var hub = await HubSide.StartAsync(server.Url);
        await using var joiner = Connect("x", Subjects.JoinInboxPrefix("tok1"));
        var body = """{"edge":"e","publicKey":"k","exchangeKey":"x","proof":"p"}"""u8.ToArray();
        await joiner.PublishAsync(Subjects.Join("tok1"), body, replyTo: "_INBOX_join_tok2.x");
        var reply = await joiner.RequestAsync<byte[], byte[]>(Subjects.Join("tok1"), body);
        Assert.Contains("not today", Encoding.UTF8.GetString(reply.Data!), StringComparison.Ordinal);
        Assert.Equal(1, hub.Transport.ForeignReplies);
        Assert.Equal(["join tok1"], hub.Gateway.Calls);
    }

    private NatsConnection Connect(string edge, string? inbox = null) => NatsConnector.Create(
        NatsEndpoint.Of(server.Url) with { InboxPrefix = inbox ?? Subjects.EdgeInboxPrefix(edge) }, NullLoggerFactory.Instance);

    private static async Task<string> RefusalAsync(NatsConnection edge, string subject, byte[] body)
    {
        var reply = await edge.RequestAsync<byte[], byte[]>(subject, body, replyOpts: new NatsSubOpts { Timeout = Patience });
        return reply.Headers is { } headers && headers.TryGetLastValue(Headers.Error, out var error) ? error! : "";
    }
}
