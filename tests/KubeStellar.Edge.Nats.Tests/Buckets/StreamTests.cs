using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Tests.Connection;
using KubeStellar.Edge.Nats.Tests.Gateway;
using Microsoft.Extensions.Logging.Abstractions;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using Names = KubeStellar.Edge.Contracts.Wire.Buckets;

namespace KubeStellar.Edge.Nats.Tests.Buckets;

public sealed class StreamTests
{
    [Fact]
    public async Task A_bucket_that_keeps_several_values_of_a_key_is_read_whole_with_the_newest_of_each()
    {
        await using var server = await ServerAsync();
        await using var hub = await HubSide.StartAsync(server.Url);
        await hub.Buckets.EnsureAsync(Names.Decisions, default);
        var bucket = hub.Buckets[Names.Decisions];
        for (var i = 0; i < 12; i++)
        {
            await bucket.PutAsync("a", System.Text.Encoding.UTF8.GetBytes($"a{i}"), null, default);
        }

        await bucket.PutAsync("b", "b0"u8.ToArray(), null, default);
        await bucket.PutAsync("c", "c0"u8.ToArray(), null, default);
        await bucket.DeleteAsync("c", null, default);

        Assert.Equal(13UL, (await bucket.InfoAsync(default)).Messages);
        Assert.Equal(["a=a11", "b=b0"], (await bucket.LoadAsync(default)).Select(entry => $"{entry.Key}={System.Text.Encoding.UTF8.GetString(entry.Value.Span)}").Order(StringComparer.Ordinal));
        Assert.Equal("a11", System.Text.Encoding.UTF8.GetString((await bucket.GetAsync("a", default))!.Value.Span));
    }

    [Fact]
    public async Task Every_bucket_denies_purge_rollup_and_delete_and_roots_are_republished()
    {
        await using var server = await ServerAsync();
        await using var hub = await HubSide.StartAsync(server.Url);
        await using var raw = Raw(server);
        var js = new NatsJSContext(raw);
        foreach (var name in Names.All)
        {
            await hub.Buckets.EnsureAsync(name, default);
            var config = (await js.GetStreamAsync(Names.StreamOf(name))).Info.Config;
            Assert.True(config is { DenyDelete: true, DenyPurge: true, AllowRollupHdrs: false, AllowDirect: true, Discard: StreamConfigDiscard.New, AllowAtomicPublish: true });
            Assert.Equal(name == Names.Decisions ? 10 : 1, config.MaxMsgsPerSubject);
            Assert.Equal(name == Names.Desired ? "kse.down.{{wildcard(1)}}.root" : null, config.Republish?.Dest);
        }
    }

    [Fact]
    public async Task Settings_that_differ_are_corrected_and_values_stay()
    {
        await using var server = await ServerAsync();
        await using var hub = await HubSide.StartAsync(server.Url);
        await using var raw = Raw(server);
        var js = new NatsJSContext(raw);
        await js.CreateStreamAsync(new StreamConfig(Names.StreamOf(Names.Desired), ["$KV.kse-desired.>"]) { MaxMsgsPerSubject = 5, AllowRollupHdrs = true, Metadata = new Dictionary<string, string> { ["own"] = "x" } });
        await js.PublishAsync("$KV.kse-desired.store-1", "1"u8.ToArray());
        await hub.Buckets.EnsureAsync(Names.Desired, default);
        var config = (await js.GetStreamAsync(Names.StreamOf(Names.Desired))).Info.Config;
        Assert.True(config is { DenyDelete: true, DenyPurge: true, AllowRollupHdrs: false, AllowDirect: true, MaxMsgsPerSubject: 1, Discard: StreamConfigDiscard.New });
        Assert.Equal("x", config.Metadata!["own"]);
        Assert.NotNull(config.Republish);
        Assert.Single(await hub[Names.Desired].LoadAsync(default));
    }

    [Fact]
    public async Task A_bucket_in_memory_is_refused_with_a_sentence()
    {
        await using var server = await ServerAsync();
        await using var hub = await HubSide.StartAsync(server.Url);
        await using var raw = Raw(server);
        await new NatsJSContext(raw).CreateStreamAsync(new StreamConfig(Names.StreamOf(Names.Hub), ["$KV.kse-hub.>"]) { Storage = StreamConfigStorage.Memory });
        var refused = await Assert.ThrowsAsync<BucketRefusedException>(() => hub.Buckets.EnsureAsync(Names.Hub, default));
        Assert.Contains("must be on disk", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_are_read_newest_last()
    {
        await using var server = await ServerAsync();
        await using var hub = await HubSide.StartAsync(server.Url);
        Assert.Empty(await hub.Events.NewestAsync(10, default));
        for (var i = 0; i < 30; i++)
        {
            await hub.Events.AppendAsync(new EventRecord { Kind = "workload.applied", Subject = "_.Config Map.x" + i, Actor = "hub", At = DateTimeOffset.UnixEpoch }, default);
        }

        Assert.Equal(Enumerable.Range(20, 10).Select(i => "_.Config Map.x" + i), (await hub.Events.NewestAsync(10, default)).Select(e => e.Subject));
        Assert.Equal(31, (await hub.Events.NewestAsync(100, default)).Count);
        Assert.Equal("audit.began", (await hub.Events.NewestAsync(100, default))[0].Kind);
    }

    [Fact]
    public async Task Events_are_read_on_from_a_place_and_stored_once_though_sent_twice()
    {
        await using var server = await ServerAsync();
        await using var hub = await HubSide.StartAsync(server.Url);
        Assert.Equal(0UL, (await hub.Events.EndAsync(default)).Newest);
        for (var i = 0; i < 2500; i++)
        {
            var record = new EventRecord { Kind = "a.b", Subject = "s" + i, Actor = "hub", At = DateTimeOffset.UnixEpoch, Id = "id-" + i };
            await hub.Events.AppendAsync(record, default);
            if (i % 500 == 0)
            {
                await hub.Events.AppendAsync(record, default);
            }
        }

        var (seen, pages, place) = (new List<string>(), 0, 0UL);
        for (EventPage page; (page = await hub.Events.AfterAsync(place, default)).Events.Count > 0; place = page.Position)
        {
            seen.AddRange(page.Events.Select(one => one.Record.Subject));
            pages++;
        }

        Assert.Equal(Enumerable.Range(0, 2500).Select(i => "s" + i).Prepend("events"), seen);
        Assert.InRange(pages, 2, 100);
        Assert.Equal(2501UL, (await hub.Events.EndAsync(default)).Position);
        Assert.Equal("s0", (await hub.Events.AfterAsync(9000, default)).Events[1].Record.Subject);
    }

    [Fact]
    public async Task A_subscriber_of_events_gets_cloud_events_and_the_watch_of_the_command_line_is_rung()
    {
        await using var server = await ServerAsync();
        await using var hub = await HubSide.StartAsync(server.Url);
        await using var raw = Raw(server);
        await using var sub = await raw.SubscribeCoreAsync<byte[]>("kse.events.>");
        await raw.PingAsync();
        await hub.Events.AppendAsync(new EventRecord { Kind = "policy.stalled", Subject = "größe", Workspace = "default", Actor = "hub", At = DateTimeOffset.UnixEpoch, Id = "i1" }, default);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Assert.Equal("kse.events.audit.began.events", (await sub.Msgs.ReadAsync(limit.Token)).Subject);
        var message = await sub.Msgs.ReadAsync(limit.Token);
        Assert.Equal("1.0", message.Headers!["ce-specversion"].ToString());
        Assert.Equal("io.kubestellar.edge.policy.stalled", message.Headers["ce-type"].ToString());
        Assert.Equal("gr%C3%B6%C3%9Fe", message.Headers["ce-subject"].ToString());
        Assert.Equal("/hubs/AHUB/workspaces/default", message.Headers["ce-source"].ToString());
        Assert.Equal("policy.stalled", System.Text.Json.JsonElement.Parse(message.Data!).GetProperty("kind").GetString());

        await using var client = new KubeStellar.Edge.Nats.Api.ApiClient(NatsEndpoint.Of(server.Url), TimeProvider.System);
        await client.CallAsync("default", "info", "{}"u8.ToArray(), TimeSpan.FromSeconds(20), limit.Token);
        await using var watch = client.WatchBucketAsync(Names.Events, limit.Token).GetAsyncEnumerator(limit.Token);

        // First whatever was missed before, by the bucket's name.
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(Names.Events, watch.Current);
        var rung = watch.MoveNextAsync().AsTask();
        while (!rung.IsCompleted)
        {
            await hub.Events.AppendAsync(new EventRecord { Kind = "a.b", Subject = "s", Actor = "hub", At = DateTimeOffset.UnixEpoch }, limit.Token);
        }

        Assert.True(await rung);
        Assert.StartsWith("kse.events.", watch.Current, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_SIGKILL_of_the_server_what_was_acknowledged_is_there_and_writes_go_on()
    {
        await using var server = await ServerAsync();
        await using var hub = await HubSide.StartAsync(server.Url);
        await hub.Buckets.EnsureAsync(Names.Desired, default);
        var bucket = hub[Names.Desired];
        var written = await bucket.PutManyAsync([.. Enumerable.Range(0, 3000).Select(i => new BucketWrite("e" + i, new byte[500], 0))], default);
        await server.KillAsync();
        var during = bucket.PutAsync("late", "1"u8.ToArray(), null, default);
        await server.StartAsync();
        try
        {
            await during;
        }
        catch (BucketUnavailableException)
        {
            // Whether it was written is not known, and the exception says no more than that.
        }

        var loaded = await LoadAsync(bucket);
        Assert.Equal(3000, loaded.Count(e => e.Key != "late"));
        var again = await bucket.PutManyAsync([.. Enumerable.Range(0, 3000).Select(i => new BucketWrite("e" + i, new byte[500], written[i].Revision))], default);
        Assert.All(again, outcome => Assert.True(outcome.Written, outcome.Error));
    }

    [Fact]
    public async Task Many_writes_to_a_server_that_stays_away_are_told_as_such_also_when_nothing_was_sent_yet()
    {
        await using var server = await ServerAsync();
        var options = Microsoft.Extensions.Options.Options.Create(new HubNatsOptions { Endpoint = NatsEndpoint.Of(server.Url), BatchTimeout = TimeSpan.FromMilliseconds(300) });
        await using var connection = new HubConnection(options, NullLoggerFactory.Instance, TimeProvider.System);
        var buckets = new KubeStellar.Edge.Nats.Buckets.NatsBuckets(connection, options, TimeProvider.System);
        await buckets.EnsureAsync(Names.Status, default);
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (await connection.OpenAsync(default)).ConnectionDisconnected += (_, _) =>
        {
            gone.TrySetResult();
            return ValueTask.CompletedTask;
        };
        await server.KillAsync();
        await gone.Task.WaitAsync(TimeSpan.FromSeconds(60));

        // Whoever writes reports tries again after this, and after nothing else: anything else ends the hub.
        await Assert.ThrowsAsync<BucketUnavailableException>(() => ((IBuckets)buckets)[Names.Status].PutManyAsync([new BucketWrite("e.default.p", "1"u8.ToArray(), null)], default));
    }

    private static async Task<IReadOnlyList<BucketEntry>> LoadAsync(IBucket bucket)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await bucket.LoadAsync(default);
            }
            catch (BucketUnavailableException) when (attempt < 20)
            {
                await Task.Yield();
            }
        }
    }

    private static NatsConnection Raw(PlainServer server) => NatsConnector.Create(NatsEndpoint.Of(server.Url), NullLoggerFactory.Instance);

    private static async Task<PlainServer> ServerAsync()
    {
        var server = new PlainServer();
        await server.StartAsync();
        return server;
    }
}
