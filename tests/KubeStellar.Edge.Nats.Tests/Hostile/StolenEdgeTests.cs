using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Nats.Tests.Server;
using NATS.Client.Core;
using NATS.Client.JetStream;

namespace KubeStellar.Edge.Nats.Tests.Hostile;

/// <summary>What somebody can do who holds an edge's credentials: read what is sent to that edge, and speak in its name. Nothing else.</summary>
public sealed class StolenEdgeTests(Fleet fleet) : IClassFixture<Fleet>, IAsyncLifetime
{
    private readonly CancellationTokenSource _limit = new(RunningServer.Patience);
    private readonly RawClient _thief = new();

    public static TheoryData<string, string> ForbiddenPublishes => new()
    {
        // Speaking in another's name, or as the hub.
        { "kse.up.e2.report", "{}" },
        { "kse.up.e2.heartbeat", "{}" },
        { "kse.up.e10.report", "{}" },
        { "kse.up.*.report", "{}" },
        { "kse.down.e2.root", "forged" },
        { "kse.down.e2.ask.status", "{}" },
        { "kse.down.e1.root", "forged" },
        { "_INBOX.e2.1", "forged" },
        { "_INBOX.e1.1", "forged" },
        { "kse.join.t1", "{}" },
        { "kse.api.default.get", "{}" },
        { "kse.events.edge.e2", "{}" },
        { "$SRV.PING", "" },

        // Writing buckets, its own keys included.
        { "$KV.kse-desired.e1", "forged" },
        { "$KV.kse-desired.e2", "forged" },
        { "$KV.kse-status.e1.default.shop", "{}" },
        { "$KV.kse-content." + Digest, "forged" },

        // Reading through JetStream.
        { "$JS.API.INFO", "" },
        { "$JS.API.STREAM.NAMES", "" },
        { "$JS.API.STREAM.LIST", "" },
        { "$JS.API.STREAM.INFO.KV_kse-desired", "" },
        { "$JS.API.STREAM.MSG.GET.KV_kse-desired", """{"last_by_subj":"$KV.kse-desired.e2"}""" },
        { "$JS.API.DIRECT.GET.KV_kse-desired", """{"last_by_subj":"$KV.kse-desired.e2"}""" },
        { "$JS.API.DIRECT.GET.KV_kse-desired.$KV.kse-desired.e2", "" },
        { "$JS.API.DIRECT.GET.KV_kse-desired.$KV.kse-desired.e1", "" },
        { "$JS.API.DIRECT.GET.KV_kse-desired.$KV.kse-desired.*", "" },
        { "$JS.API.DIRECT.GET.KV_kse-content.$KV.kse-content." + Digest, "" },
        { "$JS.API.DIRECT.GET.KV_kse-status.>", "" },

        // Having the server deliver to others, or to itself.
        { "$JS.API.CONSUMER.CREATE.KV_kse-desired", """{"stream_name":"KV_kse-desired","config":{"deliver_subject":"kse.down.e2.root","ack_policy":"none"}}""" },
        { "$JS.API.CONSUMER.CREATE.KV_kse-desired.c1", """{"stream_name":"KV_kse-desired","config":{"deliver_subject":"_INBOX.e1.c1","ack_policy":"none"}}""" },
        { "$JS.API.CONSUMER.DURABLE.CREATE.KV_kse-desired.c1", """{"stream_name":"KV_kse-desired","config":{"durable_name":"c1","ack_policy":"none"}}""" },
        { "$JS.API.CONSUMER.MSG.NEXT.KV_kse-desired.c1", "" },
        { "$JS.API.CONSUMER.LIST.KV_kse-desired", "" },
        { "$JS.ACK.KV_kse-desired.c1.1.1.1.1.1", "+ACK" },

        // Destroying.
        { "$JS.API.STREAM.PURGE.KV_kse-desired", "" },
        { "$JS.API.STREAM.DELETE.KV_kse-desired", "" },
        { "$JS.API.STREAM.MSG.DELETE.KV_kse-desired", """{"seq":1}""" },
        { "$JS.API.STREAM.UPDATE.KV_kse-desired", """{"name":"KV_kse-desired","subjects":["$KV.kse-desired.>"],"allow_rollup_hdrs":true}""" },
        { "$JS.API.STREAM.CREATE.MINE", """{"name":"MINE","subjects":["kse.up.>"]}""" },
        { "$JS.API.STREAM.SNAPSHOT.KV_kse-desired", """{"deliver_subject":"_INBOX.e1.s"}""" },

        // The server itself.
        { "$SYS.REQ.CLAIMS.UPDATE", "jwt" },
        { "$SYS.REQ.SERVER.PING", "" },
        { "$SYS.REQ.ACCOUNT.PING.CONNZ", "" },
    };

    public static TheoryData<string> ForbiddenSubscriptions =>
    [
        ">", "*", "kse.>", "kse.down.>", "kse.down.*.root", "*.down.e1.root", "kse.*.e1.root", "kse.down.e2.>", "kse.down.e2.root", "kse.down.e10.>", "kse.down",
        "kse.up.>", "kse.up.e1.>", "kse.up.e2.report", "kse.up.*.*", "kse.join.*", "kse.api.>", "kse.events.>",
        "_INBOX.>", "_INBOX.*.>", "_INBOX.e2.>", "_INBOX.e10.>", "_INBOX_join_t1.>",
        "$KV.>", "$KV.kse-desired.>", "$KV.kse-desired.e1", "$KV.kse-desired.e2", "$JS.>", "$JS.API.>", "$JS.EVENT.>", "$SYS.>", "$SRV.>",
    ];

    private static string Digest => new('a', 64);

    public async ValueTask InitializeAsync() =>
        Assert.Null(await _thief.ConnectAsync(fleet.Running.Server.Port, fleet.Stolen.Jwt, fleet.Stolen.Seed, _limit.Token));

    public async ValueTask DisposeAsync()
    {
        await _thief.DisposeAsync();
        _limit.Dispose();
    }

    [Theory]
    [MemberData(nameof(ForbiddenPublishes))]
    public async Task A_publish_outside_its_own_subjects_is_refused_and_changes_nothing(string subject, string payload)
    {
        var before = await fleet.SnapshotAsync(_limit.Token);
        foreach (var headers in new string[][] { [], ["Nats-Rollup: all"], ["Nats-Rollup: sub"], ["Nats-Expected-Last-Subject-Sequence: 1"], ["KV-Operation: PURGE", "Nats-Rollup: sub"] })
        {
            await _thief.PublishAsync(subject, payload, _limit.Token, "_INBOX.e1.answer", headers);
            var errors = await _thief.SettleAsync(_limit.Token);
            Assert.Contains(errors, error => error.Contains($"Permissions Violation for Publish to \"{subject}\"", StringComparison.OrdinalIgnoreCase));
        }

        Assert.Equal(before, await fleet.SnapshotAsync(_limit.Token));
    }

    [Theory]
    [MemberData(nameof(ForbiddenSubscriptions))]
    public async Task A_subscription_outside_its_own_subjects_is_refused(string subject)
    {
        await _thief.SubscribeAsync(subject, 1, _limit.Token);
        Assert.Contains(await _thief.SettleAsync(_limit.Token), Refuses(subject));
        await _thief.SubscribeAsync(subject, 2, _limit.Token, Subjects.HubQueue);
        Assert.Contains(await _thief.SettleAsync(_limit.Token), Refuses(subject));

        // The marker shows that nothing of the other edge's came before it.
        await _thief.SubscribeAsync("kse.down.e1.>", 3, _limit.Token);
        Assert.Empty(await _thief.SettleAsync(_limit.Token));
        await fleet.Hub.PublishAsync("kse.down.e2.root", "secret", cancellationToken: _limit.Token);
        await fleet.Hub.PublishAsync("_INBOX.e2.1", "secret", cancellationToken: _limit.Token);
        await fleet.Hub.PublishAsync("kse.down.e1.marker", "marker", cancellationToken: _limit.Token);
        await fleet.Hub.PingAsync(_limit.Token);
        await _thief.SettleAsync(_limit.Token);
        Assert.Equal(["kse.down.e1.marker"], _thief.Messages);
    }

    [Theory]
    [InlineData("$KV.kse-desired.e2")]
    [InlineData("$KV.kse-desired.e1")]
    [InlineData("kse.down.e2.root")]
    [InlineData("_INBOX.e2.1")]
    [InlineData("$JS.API.STREAM.PURGE.KV_kse-desired")]
    public async Task A_reply_subject_that_is_not_its_own_makes_the_server_answer_nobody(string reply)
    {
        var before = await fleet.SnapshotAsync(_limit.Token);
        await using var victim = await fleet.Hub.SubscribeCoreAsync<string>("kse.down.e2.>", cancellationToken: _limit.Token);
        await using var inbox = await fleet.Hub.SubscribeCoreAsync<string>("_INBOX.e2.>", cancellationToken: _limit.Token);
        await fleet.Hub.PingAsync(_limit.Token);
        await _thief.PublishAsync("kse.up.e1.nobody-listens", "{}", _limit.Token, reply);
        await _thief.SettleAsync(_limit.Token);
        Assert.Equal("marker", await FirstAsync(victim, "kse.down.e2.marker"));
        Assert.Equal("marker", await FirstAsync(inbox, "_INBOX.e2.marker"));
        Assert.Equal(before, await fleet.SnapshotAsync(_limit.Token));
    }

    [Theory]
    [InlineData("kse.down.e2.root")]
    [InlineData("$KV.kse-desired.e2")]
    [InlineData("_INBOX.e2.1")]
    public async Task A_trace_destination_that_is_not_its_own_gets_nothing(string destination)
    {
        var before = await fleet.SnapshotAsync(_limit.Token);
        await using var victim = await fleet.Hub.SubscribeCoreAsync<string>("kse.down.e2.>", cancellationToken: _limit.Token);
        await using var inbox = await fleet.Hub.SubscribeCoreAsync<string>("_INBOX.e2.>", cancellationToken: _limit.Token);
        await fleet.Hub.PingAsync(_limit.Token);
        foreach (var only in new[] { "true", "false" })
        {
            await _thief.PublishAsync("kse.up.e1.heartbeat", "{}", _limit.Token, null, $"Nats-Trace-Dest: {destination}", $"Nats-Trace-Only: {only}");
            await _thief.SettleAsync(_limit.Token);
        }

        Assert.Equal("marker", await FirstAsync(victim, "kse.down.e2.marker"));
        Assert.Equal("marker", await FirstAsync(inbox, "_INBOX.e2.marker"));
        Assert.Equal(before, await fleet.SnapshotAsync(_limit.Token));
    }

    [Fact]
    public async Task Its_own_subjects_work_and_its_root_arrives_when_it_is_stored()
    {
        await using var gateway = await fleet.Hub.SubscribeCoreAsync<string>(Subjects.AllUp, cancellationToken: _limit.Token);
        await fleet.Hub.PingAsync(_limit.Token);
        await _thief.SubscribeAsync("kse.down.e1.>", 1, _limit.Token);
        await _thief.SubscribeAsync("_INBOX.e1.>", 2, _limit.Token);
        await _thief.PublishAsync("kse.up.e1.get", "{}", _limit.Token, "_INBOX.e1.r");
        Assert.Empty(await _thief.SettleAsync(_limit.Token));

        var asked = await gateway.Msgs.ReadAsync(_limit.Token);
        await asked.ReplyAsync("answer", cancellationToken: _limit.Token);
        (await fleet.JetStream.PublishAsync("$KV.kse-desired.e2", "newer root of e2", cancellationToken: _limit.Token)).EnsureSuccess();
        (await fleet.JetStream.PublishAsync("$KV.kse-desired.e1", "newer root of e1", cancellationToken: _limit.Token)).EnsureSuccess();
        await fleet.Hub.PingAsync(_limit.Token);
        await _thief.SettleAsync(_limit.Token);
        Assert.Equal(["_INBOX.e1.r", "kse.down.e1.root"], _thief.Messages);
    }

    [Fact]
    public async Task Even_the_hub_cannot_roll_up_or_purge_the_roots()
    {
        var before = await fleet.SnapshotAsync(_limit.Token);
        var ack = await fleet.JetStream.PublishAsync("$KV.kse-desired.e1", "x", headers: new NatsHeaders { ["Nats-Rollup"] = "all" }, cancellationToken: _limit.Token);
        Assert.Equal(10111, ack.Error?.ErrCode);
        await Assert.ThrowsAsync<NatsJSApiException>(async () =>
            await fleet.JetStream.PurgeStreamAsync("KV_kse-desired", new NATS.Client.JetStream.Models.StreamPurgeRequest(), _limit.Token));
        Assert.Equal(before, await fleet.SnapshotAsync(_limit.Token));
    }

    private static Predicate<string> Refuses(string subject) =>
        error => error.Contains($"Permissions Violation for Subscription to \"{subject}\"", StringComparison.OrdinalIgnoreCase);

    private async Task<string?> FirstAsync(INatsSub<string> subscription, string marker)
    {
        await fleet.Hub.PublishAsync(marker, "marker", cancellationToken: _limit.Token);
        return (await subscription.Msgs.ReadAsync(_limit.Token)).Data;
    }
}
