using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Audit;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Nats.Buckets;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Tests.Connection;
using KubeStellar.Edge.Nats.Tests.Gateway;
using Microsoft.Extensions.Logging.Abstractions;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using Names = KubeStellar.Edge.Contracts.Wire.Buckets;

namespace KubeStellar.Edge.Nats.Tests.Buckets;

/// <summary>The audit's chain over a real server, and what shows of those who touch its stream.</summary>
public sealed class EventChainTests
{
    [Fact]
    public async Task A_batch_is_chained_in_its_order_and_goes_on_where_a_hub_before_ended()
    {
        await using var server = await ServerAsync();
        await using (var hub = await HubSide.StartAsync(server.Url))
        {
            await hub.Events.AppendAsync([.. Events("a", 700)], default);
        }

        await using var next = await HubSide.StartAsync(server.Url);
        await next.Events.AppendAsync([.. Events("b", 300)], default);
        var report = await VerifyAsync(next.Events);
        Assert.Empty(report.Breaks);
        Assert.Equal((1001L, 1L, 1001L), (report.Checked, report.First!.Number!.Value, report.Last!.Number!.Value));
        var names = Enumerable.Range(0, 700).Select(i => "a" + i).Concat(Enumerable.Range(0, 300).Select(i => "b" + i));
        Assert.Equal(names.Prepend("events"), (await next.Events.NewestAsync(2000, default)).Select(one => one.Subject));
    }

    [Fact]
    public async Task A_message_that_was_erased_is_found_and_so_is_the_last_one()
    {
        await using var server = await ServerAsync();
        await using var hub = await HubSide.StartAsync(server.Url);
        await hub.Events.AppendAsync([.. Events("a", 50)], default);
        await using var raw = Raw(server);
        var stream = await OpenToAllAsync(raw);
        Assert.True((await stream.DeleteMessageAsync(new StreamMsgDeleteRequest { Seq = 20 })).Success);
        Assert.True((await stream.DeleteMessageAsync(new StreamMsgDeleteRequest { Seq = 51 })).Success);

        var report = await VerifyAsync(hub.Events);
        Assert.Equal([(ChainBreaks.Missing, 20UL), (ChainBreaks.Missing, 51UL)], report.Breaks.Select(one => (one.What, one.Sequence)));
        Assert.Equal("kse.events.workload.applied.a17", report.Breaks[0].Subject);

        // A hub that starts then goes on behind what is left, and hides nothing by it.
        await using var next = await HubSide.StartAsync(server.Url);
        await next.Events.AppendAsync([.. Events("b", 3)], default);
        Assert.Equal([20UL, 51UL], (await VerifyAsync(next.Events)).Breaks.Select(one => one.Sequence));
    }

    [Fact]
    public async Task What_somebody_else_writes_between_is_named_and_the_chain_goes_on()
    {
        await using var server = await ServerAsync();
        await using var hub = await HubSide.StartAsync(server.Url);
        await hub.Events.AppendAsync([.. Events("a", 5)], default);
        await using var raw = Raw(server);
        (await new NatsJSContext(raw).PublishAsync("kse.events.workload.applied._forged", "{\"kind\":\"workload.applied\"}"u8.ToArray())).EnsureSuccess();
        await hub.Events.AppendAsync([.. Events("b", 5)], default);
        var one = Assert.Single((await VerifyAsync(hub.Events)).Breaks);
        Assert.Equal((ChainBreaks.Inserted, 7UL), (one.What, one.Sequence));
    }

    [Fact]
    public async Task Two_hubs_that_write_at_once_make_one_chain_and_lose_nothing()
    {
        await using var server = await ServerAsync();
        await using var one = await HubSide.StartAsync(server.Url);
        await using var two = await HubSide.StartAsync(server.Url);
        await one.Events.AppendAsync([.. Events("x", 1)], default);
        await Task.WhenAll(WriteAsync(one.Events, "a"), WriteAsync(two.Events, "b"));
        var report = await VerifyAsync(one.Events);
        Assert.Empty(report.Breaks);
        var subjects = (await one.Events.NewestAsync(1000, default)).Select(record => record.Subject).ToList();
        Assert.Equal(Enumerable.Range(0, 40).Select(i => "a" + i), subjects.Where(subject => subject[0] == 'a'));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => "b" + i), subjects.Where(subject => subject[0] == 'b'));
        Assert.Equal(82, subjects.Count);

        static async Task WriteAsync(NatsEventLog log, string name)
        {
            foreach (var batch in Events(name, 40).Chunk(5))
            {
                await UntilWrittenAsync(log, batch);
            }
        }
    }

    [Fact]
    public async Task A_stream_that_was_lost_begins_anew_and_says_what_was_before()
    {
        await using var server = await ServerAsync();
        await using var hub = await HubSide.StartAsync(server.Url);
        await hub.Events.AppendAsync([.. Events("a", 5)], default);
        await using var raw = Raw(server);
        await new NatsJSContext(raw).DeleteStreamAsync(Names.Events);
        await UntilWrittenAsync(hub.Events, [.. Events("b", 2)]);
        var events = await hub.Events.NewestAsync(10, default);
        Assert.Equal(["events", "b0", "b1"], events.Select(one => one.Subject));
        Assert.Contains("lost or replaced; the chain before had come to number 6", events[0].Message, StringComparison.Ordinal);
        Assert.Empty((await VerifyAsync(hub.Events)).Breaks);
    }

    [Fact]
    public async Task Events_of_an_older_hub_stay_readable_and_the_chain_begins_behind_them()
    {
        await using var server = await ServerAsync();
        await using var hub = await HubSide.StartAsync(server.Url);
        await hub.Events.EnsureAsync(default);
        await using var raw = Raw(server);
        (await new NatsJSContext(raw).PublishAsync("kse.events.policy.ready._old", "{\"v\":1,\"kind\":\"policy.ready\",\"subject\":\"old\",\"actor\":\"hub\",\"at\":\"2026-01-01T00:00:00+00:00\"}"u8.ToArray())).EnsureSuccess();
        await hub.Events.AppendAsync([.. Events("a", 2)], default);
        Assert.Equal(["old", "events", "a0", "a1"], (await hub.Events.NewestAsync(10, default)).Select(one => one.Subject));
        var report = await VerifyAsync(hub.Events);
        Assert.Empty(report.Breaks);
        Assert.Equal((4L, 1L), (report.Checked, report.Unchained));
    }

    [Fact]
    public async Task After_a_SIGKILL_of_the_server_the_chain_goes_on_and_nothing_stands_twice()
    {
        await using var server = await ServerAsync();
        await using var hub = await HubSide.StartAsync(server.Url);
        await hub.Events.AppendAsync([.. Events("a", 10)], default);
        await server.KillAsync();
        var batch = Events("b", 10).ToArray();
        var during = UntilWrittenAsync(hub.Events, batch);
        await server.StartAsync();
        await during;
        await UntilWrittenAsync(hub.Events, batch);
        Assert.Equal(21, (await hub.Events.NewestAsync(100, default)).Count);
        Assert.Empty((await VerifyAsync(hub.Events)).Breaks);
    }

    private static IEnumerable<EventRecord> Events(string name, int count) => Enumerable.Range(0, count).Select(i => new EventRecord
    {
        Kind = "workload.applied", Subject = name + i, Workspace = "default", Actor = "ann", At = DateTimeOffset.UnixEpoch.AddSeconds(i), Id = $"id-{name}-{i}",
    });

    /// <summary>As whoever queues events does: while the server or another writer is in the way, again.</summary>
    private static async Task UntilWrittenAsync(NatsEventLog log, IReadOnlyList<EventRecord> batch)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await log.AppendAsync(batch, default);
                return;
            }
            catch (BucketUnavailableException) when (tries < 100)
            {
                await Task.Yield();
            }
        }
    }

    private static async Task<ChainReport> VerifyAsync(NatsEventLog log)
    {
        var verifier = new ChainVerifier();
        for (var after = 0UL; ;)
        {
            var page = await log.RawAsync(after, default);
            foreach (var entry in page.Entries)
            {
                verifier.Take(entry, page.First);
            }

            if (page.Position >= page.Newest || page.Entries.Count == 0)
            {
                return verifier.End(page.Newest);
            }

            after = page.Position;
        }
    }

    /// <summary>
    /// The server never takes back a denial of deletes, so who holds the account's keys makes the stream anew without it, with the same messages; who holds the server's
    /// disk needs not even that.
    /// </summary>
    private static async Task<INatsJSStream> OpenToAllAsync(NatsConnection raw)
    {
        var js = new NatsJSContext(raw);
        var stream = await js.GetStreamAsync(Names.Events);
        await Assert.ThrowsAsync<NatsJSApiException>(() => js.UpdateStreamAsync(stream.Info.Config with { DenyDelete = false }).AsTask());
        var messages = new List<StoredMessage>();
        for (var i = stream.Info.State.FirstSeq; i <= stream.Info.State.LastSeq; i++)
        {
            messages.Add((await stream.GetAsync(new StreamMsgGetRequest { Seq = i })).Message);
        }

        await js.DeleteStreamAsync(Names.Events);
        var made = await js.CreateStreamAsync(stream.Info.Config with { DenyDelete = false });
        foreach (var message in messages)
        {
            (await js.PublishAsync(message.Subject, message.Data.ToArray())).EnsureSuccess();
        }

        return made;
    }

    private static NatsConnection Raw(PlainServer server) => NatsConnector.Create(NatsEndpoint.Of(server.Url), NullLoggerFactory.Instance);

    private static async Task<PlainServer> ServerAsync()
    {
        var server = new PlainServer();
        await server.StartAsync();
        return server;
    }
}
