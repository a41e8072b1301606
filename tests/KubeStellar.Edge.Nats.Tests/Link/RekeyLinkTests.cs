using System.Collections.Concurrent;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Gateway;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Link;
using KubeStellar.Edge.Nats.Server;
using KubeStellar.Edge.Nats.Tests.Gateway;
using KubeStellar.Edge.Nats.Tests.Server;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Nats.Tests.Link;

/// <summary>A device changes its keys over a real server that closes what is void.</summary>
public sealed class RekeyLinkTests
{
    [Fact]
    public async Task It_is_in_with_the_new_key_before_the_old_one_is_void_and_stays_in()
    {
        await using var server = await RunningServer.StartAsync();
        using var folder = new StateFolder();
        using var device = Joined(server, folder["device"]);
        await using var hub = await HubSide.StartAsync(server);
        using var link = Link(server, device);
        await link.StartAsync(default);
        await using var signals = link.SignalsAsync(default).GetAsyncEnumerator();
        await UntilAsync(signals, LinkSignalKind.Connected);
        var first = device.PublicKey;
        hub.Rekey = true;
        await link.HeartbeatAsync(new HeartbeatMessage { Edge = "e1" }, default);
        await hub.Switched.Task.WaitAsync(RunningServer.Patience);
        Assert.Equal([(first, false), (first, true)], hub.Asked.Select(one => (one.Old, one.Switched == true)));
        await UntilAsync(signals, LinkSignalKind.Connected);
        Assert.NotEqual(first, device.PublicKey);

        // The hub voids the old key before it answers; nobody is told of a refusal, and heartbeats go on.
        hub.Rekey = false;
        while (device.RekeyAsked)
        {
            await link.HeartbeatAsync(new HeartbeatMessage { Edge = "e1" }, default);
        }

        Assert.True(link.Connected);
        await link.StopAsync(default);
    }

    [Fact]
    public async Task What_the_hub_did_not_sign_is_no_user_and_a_refusal_leaves_everything_as_it_was()
    {
        await using var server = await RunningServer.StartAsync();
        using var folder = new StateFolder();
        using var device = Joined(server, folder["device"]);
        await using var hub = await HubSide.StartAsync(server);
        using var link = Link(server, device);
        await link.StartAsync(default);
        await using var signals = link.SignalsAsync(default).GetAsyncEnumerator();
        await UntilAsync(signals, LinkSignalKind.Connected);
        var (key, jwt) = (device.PublicKey, device.Credentials().Jwt);
        hub.User = new UserRenewal(server.Mint.Edge("e1", key), Convert.ToBase64String(new byte[64]));
        await link.HeartbeatAsync(new HeartbeatMessage { Edge = "e1" }, default);
        Assert.Equal(jwt, device.Credentials().Jwt);

        hub.User = hub.Renewal("e1", key);
        await link.HeartbeatAsync(new HeartbeatMessage { Edge = "e1" }, default);
        Assert.Equal(hub.User.Jwt, device.Credentials().Jwt);

        hub.User = null;
        (hub.Rekey, hub.Refuse) = (true, "not today");
        await link.HeartbeatAsync(new HeartbeatMessage { Edge = "e1" }, default);
        await hub.Refused.Task.WaitAsync(RunningServer.Patience);
        Assert.Equal(key, device.PublicKey);
        Assert.True(link.Connected);
        await link.StopAsync(default);
    }

    private static DeviceIdentity Joined(RunningServer server, string state)
    {
        var device = DeviceIdentity.Open(state);
        device.Admit(server.Mint.Edge("e1", device.PublicKey), new HubPin { Edge = "e1", HubUrls = [server.Server.Url], HubKey = server.Keys.RootPublic });
        return device;
    }

    private static HubLink Link(RunningServer server, DeviceIdentity device) => new(
        Options.Create(new EdgeNatsOptions
        {
            Edge = "e1",
            Endpoint = new NatsEndpoint { Urls = () => [server.Server.Url], User = device.Credentials },
            Hub = new PinnedHub(device, new RootVerifier()),
            Device = device,
        }),
        NullLoggerFactory.Instance,
        TimeProvider.System,
        new Random(1));

    private static async Task UntilAsync(IAsyncEnumerator<LinkSignal> signals, LinkSignalKind kind)
    {
        while (await signals.MoveNextAsync().AsTask().WaitAsync(RunningServer.Patience))
        {
            Assert.NotEqual(LinkSignalKind.Denied, signals.Current.Kind);
            if (signals.Current.Kind == kind)
            {
                return;
            }
        }
    }

    /// <summary>A hub that gives users to keys and voids them, as the real one does, over the real transport.</summary>
    private sealed class HubSide(RunningServer server) : IGatewayHandler, IAsyncDisposable
    {
        private readonly HubConnection _connection = new(
            Options.Create(new HubNatsOptions { Endpoint = NatsEndpoint.Of(server.Server.Url, server.Mint.Hub()) }), NullLoggerFactory.Instance, TimeProvider.System);

        private readonly ServerAccount _account = new(server.Keys, server.State, NatsEndpoint.Of(server.Server.Url), TimeProvider.System, NullLoggerFactory.Instance);
        private GatewayTransport? _transport;

        public bool Rekey { get; set; }

        public string Refuse { get; set; } = "";

        public UserRenewal? User { get; set; }

        public ConcurrentQueue<RekeyMessage> Asked { get; } = [];

        public TaskCompletionSource Switched { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Refused { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static async Task<HubSide> StartAsync(RunningServer server)
        {
            var hub = new HubSide(server);
            hub._transport = new GatewayTransport(hub._connection, hub, Options.Create(new GatewayTransportOptions()), TimeProvider.System, NullLogger<GatewayTransport>.Instance);
            await hub._transport.StartAsync(default);
            await hub._transport.Serving.WaitAsync(RunningServer.Patience);
            return hub;
        }

        public UserRenewal Renewal(string edge, string key)
        {
            var jwt = server.Mint.Edge(edge, key);
            return new UserRenewal(jwt, Convert.ToBase64String(new RootSigner(server.Keys).Sign(UserRenewal.Signed(jwt))));
        }

        public async Task<RekeyReply> RekeyAsync(string edge, RekeyMessage message, CancellationToken token)
        {
            if (Refuse.Length > 0)
            {
                Refused.TrySetResult();
                return new RekeyReply { Refused = Refuse };
            }

            Asked.Enqueue(message);
            if (message.Switched != true)
            {
                return new RekeyReply { User = Renewal(edge, message.New) };
            }

            using var lockout = new ServerLockout(_account, server.Keys);
            Assert.Equal("", await lockout.RevokeAsync(new Dictionary<string, DateTimeOffset> { [message.Old] = TimeProvider.System.GetUtcNow() }, token));
            Switched.TrySetResult();
            return new RekeyReply();
        }

        public HeartbeatReply Heartbeat(string edge, HeartbeatMessage message) => new() { Rekey = Rekey ? true : null, User = User };

        public Task<JoinReply> JoinAsync(string tokenId, JoinRequest request, CancellationToken token) => throw new NotSupportedException();

        public Task<ContentFrame> GetAsync(string edge, GetRequest request, CancellationToken token) => throw new NotSupportedException();

        public Task<ReportReply> ReportAsync(string edge, ReportMessage message, CancellationToken token) => throw new NotSupportedException();

        public Task<UpsyncReply> UpsyncAsync(string edge, UpsyncMessage message, CancellationToken token) => throw new NotSupportedException();

        public Task FactsAsync(string edge, FactsMessage message, CancellationToken token) => Task.CompletedTask;

        public async ValueTask DisposeAsync()
        {
            await _transport!.StopAsync(default);
            _transport.Dispose();
            _account.Dispose();
            await _connection.DisposeAsync();
        }
    }
}
