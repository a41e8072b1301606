using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Gateway;
using KubeStellar.Edge.Nats.Tests.Server;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Tests.Hostile;

/// <summary>
/// The one thing that the server cannot forbid: an edge may name any reply subject, and whoever answers there publishes with the hub's rights.
/// The gateway answers to the asker's own inbox and nowhere else.
/// </summary>
public sealed class StolenEdgeGatewayTests(Fleet fleet) : IClassFixture<Fleet>
{
    [Theory]
    [InlineData("_INBOX.e2.1")]
    [InlineData("_INBOX.e10.1")]
    [InlineData("_INBOX.e1")]
    [InlineData("_INBOX.KSE_HUB.1")]
    [InlineData("_INBOX_join_t1.1")]
    [InlineData("kse.down.e2.root")]
    [InlineData("kse.down.e1.root")]
    [InlineData("kse.up.e2.report")]
    [InlineData("$KV.kse-desired.e2")]
    [InlineData("$KV.kse-desired.e1")]
    [InlineData("$JS.API.DIRECT.GET.KV_kse-desired.$KV.kse-desired.e2")]
    [InlineData("$JS.API.STREAM.DELETE.KV_kse-desired")]
    [InlineData("kse.api.default.apply")]
    public async Task A_foreign_reply_subject_gets_no_answer(string reply)
    {
        using var limit = new CancellationTokenSource(RunningServer.Patience);
        var before = await fleet.SnapshotAsync(limit.Token);
        await using var hub = new HubConnection(
            Options.Create(new HubNatsOptions { Endpoint = NatsEndpoint.Of(fleet.Running.Server.Url, fleet.Running.Mint.Hub()) }), NullLoggerFactory.Instance, TimeProvider.System);
        using var gateway = new GatewayTransport(hub, new Answering(), Options.Create(new GatewayTransportOptions()), TimeProvider.System, NullLogger<GatewayTransport>.Instance);
        await gateway.StartAsync(limit.Token);
        await gateway.Serving.WaitAsync(limit.Token);

        await using var thief = new RawClient();
        Assert.Null(await thief.ConnectAsync(fleet.Running.Server.Port, fleet.Stolen.Jwt, fleet.Stolen.Seed, limit.Token));
        await using var everything = await fleet.Hub.SubscribeCoreAsync<byte[]>(">", cancellationToken: limit.Token);
        await fleet.Hub.PingAsync(limit.Token);
        await thief.PublishAsync(Subjects.Heartbeat("e1"), Heartbeat(), limit.Token, reply);
        await thief.PublishAsync(Subjects.Heartbeat("e1"), Heartbeat(), limit.Token, "_INBOX.e1.own");

        // Requests of one edge are handled in order: when the honest one is answered, the other has been dealt with.
        var heard = new List<string>();
        while (heard.Count == 0 || heard[^1] != "_INBOX.e1.own")
        {
            heard.Add((await everything.Msgs.ReadAsync(limit.Token)).Subject);
        }

        Assert.Equal([Subjects.Heartbeat("e1"), Subjects.Heartbeat("e1"), "_INBOX.e1.own"], heard);
        Assert.Equal(1, gateway.ForeignReplies);
        Assert.Equal(before, await fleet.SnapshotAsync(limit.Token));
        await gateway.StopAsync(limit.Token);
    }

    private static string Heartbeat() => JsonSerializer.Serialize(new HeartbeatMessage { Edge = "e1" }, ContractsJson.Default.HeartbeatMessage);

    private sealed class Answering : IGatewayHandler
    {
        public Task<ContentFrame> GetAsync(string edge, GetRequest request, CancellationToken token) => throw new NotSupportedException();

        public Task<ReportReply> ReportAsync(string edge, ReportMessage message, CancellationToken token) => throw new NotSupportedException();

        public Task<UpsyncReply> UpsyncAsync(string edge, UpsyncMessage message, CancellationToken token) => throw new NotSupportedException();

        public Task FactsAsync(string edge, FactsMessage message, CancellationToken token) => throw new NotSupportedException();

        public HeartbeatReply Heartbeat(string edge, HeartbeatMessage message) => new() { Epoch = 1, Revision = 1 };

        public Task<RekeyReply> RekeyAsync(string edge, RekeyMessage message, CancellationToken token) => throw new NotSupportedException();

        public Task<JoinReply> JoinAsync(string tokenId, JoinRequest request, CancellationToken token) => throw new NotSupportedException();
    }
}
