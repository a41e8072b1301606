using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Nats.Api;
using KubeStellar.Edge.Nats.Buckets;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Gateway;
using KubeStellar.Edge.Nats.Link;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Nats.Tests.Gateway;

/// <summary>The hub's transports over a real server, with handlers of a test behind them.</summary>
internal sealed class HubSide : IAsyncDisposable
{
    private readonly HubConnection _connection;

    private HubSide(NatsEndpoint endpoint, IApiHandler api, Action<GatewayTransportOptions>? configure)
    {
        var options = Options.Create(new HubNatsOptions { Endpoint = endpoint });
        var gateway = new GatewayTransportOptions();
        configure?.Invoke(gateway);
        _connection = new HubConnection(options, NullLoggerFactory.Instance, TimeProvider.System);
        Buckets = new NatsBuckets(_connection, options, TimeProvider.System, Bell);
        Events = new NatsEventLog(_connection, options, Options.Create(new HubFlowOptions { Instance = "AHUB" }), TimeProvider.System);
        Transport = new GatewayTransport(_connection, Gateway, Options.Create(gateway), TimeProvider.System, NullLogger<GatewayTransport>.Instance);
        Teller = new ChangeTeller(_connection, Bell, TimeProvider.System);
        Api = new ApiService(_connection, api, TimeProvider.System, NullLogger<ApiService>.Instance);
    }

    public RecordingGateway Gateway { get; } = new();

    public GatewayTransport Transport { get; }

    public ApiService Api { get; }

    /// <summary>Tells of changes; for the test to start.</summary>
    public ChangeTeller Teller { get; }

    public ChangeBell Bell { get; } = new();

    public NatsBuckets Buckets { get; }

    public NatsEventLog Events { get; }

    public IBucket this[string bucket] => ((IBuckets)Buckets)[bucket];

    public static Task<HubSide> StartAsync(string url, IApiHandler? api = null, Action<GatewayTransportOptions>? configure = null) => StartAsync(NatsEndpoint.Of(url), api, configure);

    public static async Task<HubSide> StartAsync(NatsEndpoint endpoint, IApiHandler? api = null, Action<GatewayTransportOptions>? configure = null)
    {
        var hub = new HubSide(endpoint, api ?? new NoApi(), configure);
        await hub.Transport.StartAsync(default);
        await hub.Api.StartAsync(default);
        await hub.Transport.Serving.WaitAsync(TimeSpan.FromSeconds(60));
        await hub.Api.Serving.WaitAsync(TimeSpan.FromSeconds(60));
        return hub;
    }

    public static HubLink Link(string url, string edge) => new(
        Options.Create(new EdgeNatsOptions { Edge = edge, Endpoint = NatsEndpoint.Of(url), FirstWait = TimeSpan.FromMilliseconds(50) }),
        NullLoggerFactory.Instance,
        TimeProvider.System,
        new Random(1));

    public async ValueTask DisposeAsync()
    {
        await Teller.StopAsync(default);
        await Api.StopAsync(default);
        await Transport.StopAsync(default);
        Teller.Dispose();
        Api.Dispose();
        Transport.Dispose();
        await _connection.DisposeAsync();
    }

    private sealed class NoApi : IApiHandler
    {
        public Task<ApiReply> HandleAsync(string workspace, string verb, ReadOnlyMemory<byte> body, CancellationToken token) => Task.FromResult(new ApiReply());
    }
}
