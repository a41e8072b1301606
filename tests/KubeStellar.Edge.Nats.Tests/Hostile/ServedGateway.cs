using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Gateway;
using KubeStellar.Edge.Nats.Tests.Gateway;
using KubeStellar.Edge.Nats.Tests.Server;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Nats.Tests.Hostile;

/// <summary>The product's gateway on a server, with a handler behind it that remembers who asked.</summary>
internal sealed class ServedGateway : IAsyncDisposable
{
    private readonly HubConnection _connection;
    private readonly GatewayTransport _transport;

    private ServedGateway(NatsEndpoint endpoint, bool generous)
    {
        _connection = new HubConnection(Options.Create(new HubNatsOptions { Endpoint = endpoint }), NullLoggerFactory.Instance, TimeProvider.System);
        _transport = new GatewayTransport(_connection, Handler, Options.Create(Limits(generous)), TimeProvider.System, NullLogger<GatewayTransport>.Instance);
    }

    public RecordingGateway Handler { get; } = new();

    /// <param name="endpoint">The server, with the hub's user.</param>
    /// <param name="generous">Whether an edge may ask as fast as it is answered.</param>
    public static async Task<ServedGateway> StartAsync(NatsEndpoint endpoint, bool generous = false)
    {
        var gateway = new ServedGateway(endpoint, generous);
        await gateway._transport.StartAsync(CancellationToken.None);
        await gateway._transport.Serving.WaitAsync(RunningServer.Patience);
        return gateway;
    }

    public async ValueTask DisposeAsync()
    {
        await _transport.StopAsync(CancellationToken.None);
        _transport.Dispose();
        await _connection.DisposeAsync();
    }

    /// <summary>As the hub has them, but that a test may send more requests for contents; and where it measures, of everything as much as is answered.</summary>
    private static GatewayTransportOptions Limits(bool generous)
    {
        var options = new GatewayTransportOptions { Silence = TimeSpan.FromMinutes(10) };
        if (generous)
        {
            (options.RatePerSecond, options.Burst) = (1000, 5000);
            options.Verbs = new Dictionary<string, VerbLimit>(StringComparer.Ordinal);
            return options;
        }

        options.Verbs = new Dictionary<string, VerbLimit>(options.Verbs, StringComparer.Ordinal)
        {
            [GatewayVerbs.Get] = new(1000, 5000, 64 << 20, 64 << 20),
        };
        return options;
    }
}
