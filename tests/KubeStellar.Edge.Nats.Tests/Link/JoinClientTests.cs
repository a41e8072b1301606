using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Gateway;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Link;
using KubeStellar.Edge.Nats.Tests.Server;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Nats.Tests.Link;

public sealed class JoinClientTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_device_joins_by_its_token_and_then_talks_with_its_own_key()
    {
        await using var server = await RunningServer.StartAsync();
        var admission = new EdgeAdmission(server.Mint, new RootSigner(server.Keys), () => [server.Server.Url], () => null);
        await using var hub = await JoiningHub.StartAsync(server, admission);
        using var folder = new StateFolder();
        using var identity = DeviceIdentity.Open(folder["device"]);
        var join = JoinToken.Decode(admission.MintToken("tok1", null).Token);
        await JoinClient.JoinAsync(join, "store-1", new SortedDictionary<string, JsonElement>(), identity, default);
        Assert.Equal(("store-1", server.Keys.Root.GetPublicKey()), (identity.Pin!.Edge, identity.Pin.HubKey));
        using var link = new HubLink(
            Options.Create(new EdgeNatsOptions { Edge = "store-1", Endpoint = new NatsEndpoint { Urls = () => identity.Pin.HubUrls, User = identity.Credentials } }),
            NullLoggerFactory.Instance,
            TimeProvider.System,
            new Random(1));
        await link.StartAsync(default);
        await using var signals = link.SignalsAsync(default).GetAsyncEnumerator();
        Assert.True(await signals.MoveNextAsync().AsTask().WaitAsync(Patience));
        Assert.Equal(LinkSignalKind.Connected, signals.Current.Kind);
        Assert.Equal(2, (await link.HeartbeatAsync(new HeartbeatMessage { Edge = "store-1", Revision = 1 }, default)).Revision);
        await link.StopAsync(default);
    }

    [Fact]
    public async Task A_refusal_and_a_stranger_are_told_and_nothing_is_recorded()
    {
        await using var server = await RunningServer.StartAsync();
        var admission = new EdgeAdmission(server.Mint, new RootSigner(server.Keys), () => [server.Server.Url], () => null);
        var join = JoinToken.Decode(admission.MintToken("tok1", null).Token);
        using var folder = new StateFolder();
        using var identity = DeviceIdentity.Open(folder["device"]);
        var none = await Assert.ThrowsAsync<HubUnreachableException>(() => JoinClient.JoinAsync(join, "store-1", [], identity, default));
        Assert.Contains("no hub listens", none.Message, StringComparison.Ordinal);
        await using var hub = await JoiningHub.StartAsync(server, admission);
        hub.Refuse = "the id is taken";
        Assert.Contains("the id is taken", (await Assert.ThrowsAsync<IdentityException>(() => JoinClient.JoinAsync(join, "store-1", [], identity, default))).Message, StringComparison.Ordinal);
        hub.Refuse = "";
        var forged = join with { HubKeyFingerprint = KeyFingerprint.Of(server.Keys.Account.GetPublicKey()) };
        Assert.Contains("not the hub", (await Assert.ThrowsAsync<IdentityException>(() => JoinClient.JoinAsync(forged, "store-1", [], identity, default))).Message, StringComparison.Ordinal);
        Assert.Null(identity.Pin);

        // The hub handed its key over since the token was made: its hand-overs lead from the one to the other.
        server.Keys.RootKey.HandOver(TimeProvider.System);
        server.Keys.RootKey.HandOver(TimeProvider.System);
        Assert.False(join.Knows(server.Keys.RootPublic));
        await JoinClient.JoinAsync(join, "store-1", [], identity, default);
        Assert.Equal((server.Keys.RootPublic, 2), (identity.Pin!.HubKey, identity.Pin.HandOvers!.Count));
    }

    [Fact]
    public async Task A_device_that_waits_for_a_person_hears_its_fingerprint_from_its_own_hub_only()
    {
        await using var server = await RunningServer.StartAsync();
        var admission = new EdgeAdmission(server.Mint, new RootSigner(server.Keys), () => [server.Server.Url], () => null);
        await using var hub = await JoiningHub.StartAsync(server, admission);
        hub.Waits = new JoinWait("AAAA", "a person has to approve this device", DateTimeOffset.UnixEpoch, 1234);
        var join = JoinToken.Decode(admission.MintToken("tok1", null).Token);
        using var folder = new StateFolder();
        using var identity = DeviceIdentity.Open(folder["device"]);
        var waits = await Assert.ThrowsAsync<JoinWaitsException>(() => JoinClient.JoinAsync(join, "store-1", [], identity, default, replace: true));
        Assert.Equal(TimeSpan.FromMilliseconds(1234), waits.RetryAfter);
        Assert.Contains($"kse edges approve store-1 --fingerprint {DeviceFingerprint.Of(identity.PublicKey)}", waits.Message, StringComparison.Ordinal);
        Assert.True(hub.Asked!.Replace);

        // Whoever else answers has no device wait.
        var forged = join with { HubKeyFingerprint = KeyFingerprint.Of(server.Keys.Account.GetPublicKey()) };
        await Assert.ThrowsAsync<IdentityException>(() => JoinClient.JoinAsync(forged, "store-1", [], identity, default));
        Assert.Null(identity.Pin);
    }

    private sealed class JoiningHub(RunningServer server, EdgeAdmission admission) : IGatewayHandler, IAsyncDisposable
    {
        private readonly HubConnection _connection = new(
            Options.Create(new HubNatsOptions { Endpoint = NatsEndpoint.Of(server.Server.Url, server.Mint.Hub()) }), NullLoggerFactory.Instance, TimeProvider.System);

        private GatewayTransport? _transport;

        public string Refuse { get; set; } = "";

        public static async Task<JoiningHub> StartAsync(RunningServer server, EdgeAdmission admission)
        {
            var hub = new JoiningHub(server, admission);
            hub._transport = new GatewayTransport(
                hub._connection, hub, Options.Create(new GatewayTransportOptions()), TimeProvider.System, NullLogger<GatewayTransport>.Instance);
            await hub._transport.StartAsync(default);
            await hub._transport.Serving.WaitAsync(Patience);
            return hub;
        }

        public JoinWait? Waits { get; set; }

        public JoinRequest? Asked { get; private set; }

        public Task<RekeyReply> RekeyAsync(string edge, RekeyMessage message, CancellationToken token) => throw new NotSupportedException();

        public Task<JoinReply> JoinAsync(string tokenId, JoinRequest request, CancellationToken token)
        {
            Asked = request;
            return Task.FromResult(Answer(request));
        }

        private JoinReply Answer(JoinRequest request) => Refuse.Length > 0 ? new JoinReply { Refused = Refuse }
            : Waits is not null ? new JoinReply { Refused = Waits.Why, Waits = Waits, HubKey = server.Keys.Root.GetPublicKey() }
            : new JoinReply { Jwt = admission.MintEdge(request.Edge, request.PublicKey), HubKey = server.Keys.RootPublic, HandOvers = server.Keys.HandOvers };

        public HeartbeatReply Heartbeat(string edge, HeartbeatMessage message) => new() { Revision = message.Revision + 1 };

        public Task<ContentFrame> GetAsync(string edge, GetRequest request, CancellationToken token) => Task.FromResult(new ContentFrame());

        public Task<ReportReply> ReportAsync(string edge, ReportMessage message, CancellationToken token) => Task.FromResult(new ReportReply());

        public Task<UpsyncReply> UpsyncAsync(string edge, UpsyncMessage message, CancellationToken token) => throw new NotSupportedException();

        public Task FactsAsync(string edge, FactsMessage message, CancellationToken token) => Task.CompletedTask;

        public async ValueTask DisposeAsync()
        {
            await _transport!.StopAsync(default);
            _transport.Dispose();
            await _connection.DisposeAsync();
        }
    }
}
