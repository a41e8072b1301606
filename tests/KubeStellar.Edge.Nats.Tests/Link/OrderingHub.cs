using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Gateway;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Tests.Link;

/// <summary>A gateway over a real server whose answers to heartbeats order what a test says.</summary>
internal sealed class OrderingHub : IGatewayHandler, IAsyncDisposable
{
    private readonly GatewayTransport _transport;

    private OrderingHub(string url, IRootSigner? signer)
    {
        Connection = new HubConnection(Options.Create(new HubNatsOptions { Endpoint = NatsEndpoint.Of(url) }), NullLoggerFactory.Instance, TimeProvider.System);
        _transport = new GatewayTransport(Connection, this, Options.Create(new GatewayTransportOptions()), TimeProvider.System, NullLogger<GatewayTransport>.Instance, signer: signer);
    }

    public HubConnection Connection { get; }

    public NatsConnection Nats { get; private set; } = null!;

    public SortedDictionary<string, string> Labels { get; } = new(StringComparer.Ordinal);

    public List<string> Resync { get; } = [];

    public bool? Known { get; set; } = true;

    /// <summary>Of each heartbeat, whether its answer was wanted signed.</summary>
    public List<bool?> Asked { get; } = [];

    public static async Task<OrderingHub> StartAsync(string url, IRootSigner? signer)
    {
        var hub = new OrderingHub(url, signer);
        await hub._transport.StartAsync(CancellationToken.None);
        await hub._transport.Serving.WaitAsync(TimeSpan.FromSeconds(60));
        hub.Nats = await hub.Connection.OpenAsync(CancellationToken.None);
        return hub;
    }

    public HeartbeatReply Heartbeat(string edge, HeartbeatMessage message)
    {
        Asked.Add(message.Seal);
        return new HeartbeatReply { Revision = 7, At = TimeProvider.System.GetUtcNow(), Known = Known, Labels = new(Labels, StringComparer.Ordinal), Resync = [.. Resync], Pace = Pace };
    }

    public Task<ContentFrame> GetAsync(string edge, GetRequest request, CancellationToken token) => throw new NotSupportedException();

    /// <summary>What it says of how fast to come.</summary>
    public long? Pace { get; set; }

    public Task<ReportReply> ReportAsync(string edge, ReportMessage message, CancellationToken token) => Task.FromResult(new ReportReply { Durable = new(StringComparer.Ordinal) { ["default.shop"] = 3 }, Pace = Pace });

    public Task<UpsyncReply> UpsyncAsync(string edge, UpsyncMessage message, CancellationToken token) => throw new NotSupportedException();

    public Task FactsAsync(string edge, FactsMessage message, CancellationToken token) => Task.CompletedTask;

    public Task<RekeyReply> RekeyAsync(string edge, RekeyMessage message, CancellationToken token) => throw new NotSupportedException();

    public Task<JoinReply> JoinAsync(string tokenId, JoinRequest request, CancellationToken token) => throw new NotSupportedException();

    public async ValueTask DisposeAsync()
    {
        await _transport.StopAsync(CancellationToken.None);
        _transport.Dispose();
        await Connection.DisposeAsync();
    }
}
