using KubeStellar.Edge.Nats.Tests.Hostile.Attempts;
using KubeStellar.Edge.Nats.Tests.Server;
using NATS.Client.Core;
using NATS.Client.JetStream;

namespace KubeStellar.Edge.Nats.Tests.Hostile;

/// <summary>
/// What somebody can do who holds an edge's credentials: read what is sent to that edge, and speak in its name. Each attempt of <see cref="AttemptTable"/> is denied in the way that stands there,
/// and leaves no trace in any bucket and at no other edge.
/// </summary>
public abstract class HostileEdgeTests(HostileFleet fleet)
{
    public static TheoryData<string> Names => new(AttemptTable.All.Select(attempt => attempt.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_denied_and_leaves_no_trace(string name)
    {
        fleet.Require();
        using var limit = new CancellationTokenSource(RunningServer.Patience);
        var attempt = AttemptTable.Named(name);
        await using var traces = await Traces.WatchAsync(fleet, limit.Token);
        await using var thief = await fleet.ThiefAsync(limit.Token);

        var said = await attempt.Do(thief);

        Assert.NotEmpty(said);
        Assert.All(said, answer => Assert.Contains(attempt.Denied.Split('|'), part => answer.Contains(part, StringComparison.OrdinalIgnoreCase)));
        Assert.Equal([], await traces.FindAsync(thief));
    }

    [Fact]
    public async Task Its_own_subjects_work_and_its_root_arrives_when_it_is_stored()
    {
        fleet.Require();
        using var limit = new CancellationTokenSource(RunningServer.Patience);
        await using var thief = await fleet.ThiefAsync(limit.Token);

        Assert.Contains("{\"root\":1}", await thief.AskAsync("get", "{}", Thief.Inbox), StringComparison.Ordinal);
        (await fleet.JetStream.PublishAsync("$KV.kse-desired.e2", "newer root of e2", cancellationToken: limit.Token)).EnsureSuccess();
        (await fleet.JetStream.PublishAsync("$KV.kse-desired.e1", "newer root of e1", cancellationToken: limit.Token)).EnsureSuccess();
        await fleet.Hub.PingAsync(limit.Token);
        await thief.Client.SettleAsync(limit.Token);
        Assert.Equal(["kse.down.e1.root"], thief.Client.Messages);
    }

    [Fact]
    public async Task A_user_of_a_join_token_gets_in_until_it_expires()
    {
        fleet.Require();
        using var limit = new CancellationTokenSource(RunningServer.Patience);
        await using var client = new RawClient();
        var user = fleet.Running.Mint.Join("t1", TimeProvider.System.GetUtcNow().AddHours(1));
        Assert.Null(await client.ConnectAsync(fleet.Port, user.Jwt, user.Seed, limit.Token));
        await client.SubscribeAsync("_INBOX_join_t1.>", 1, limit.Token);
        await client.PublishAsync("kse.join.t1", "{}", limit.Token, "_INBOX_join_t1.x");
        Assert.Empty(await client.SettleAsync(limit.Token));
    }

    [Fact]
    public async Task Even_the_hub_cannot_roll_up_or_purge_the_roots()
    {
        fleet.Require();
        using var limit = new CancellationTokenSource(RunningServer.Patience);
        var before = await fleet.SnapshotAsync(limit.Token);
        var ack = await fleet.JetStream.PublishAsync("$KV.kse-desired.e1", "x", headers: new NatsHeaders { ["Nats-Rollup"] = "all" }, cancellationToken: limit.Token);
        Assert.Equal(10111, ack.Error?.ErrCode);
        await Assert.ThrowsAsync<NatsJSApiException>(async () =>
            await fleet.JetStream.PurgeStreamAsync("KV_kse-desired", new NATS.Client.JetStream.Models.StreamPurgeRequest(), limit.Token));
        Assert.Equal(before, await fleet.SnapshotAsync(limit.Token));
    }
}
