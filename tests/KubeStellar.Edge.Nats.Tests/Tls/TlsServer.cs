using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Server;
using KubeStellar.Edge.Nats.Tests.Server;
using KubeStellar.Edge.Nats.Tls;
using Microsoft.Extensions.Logging.Abstractions;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Tests.Tls;

/// <summary>An embedded server with TLS, as a hub runs it.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly StateFolder _certificates;

    private TlsServer(StateFolder certificates, HubTls tls, RunningServer running) => (_certificates, Tls, Running) = (certificates, tls, running);

    public HubTls Tls { get; }

    public RunningServer Running { get; }

    public static async Task<TlsServer> StartAsync(Action<HubTlsOptions>? change = null, TimeProvider? time = null)
    {
        var folder = new StateFolder();
        var options = new HubTlsOptions { StateDirectory = folder["hub"], Names = ServerNames.Of("127.0.0.1", [], "this-machine") };
        change?.Invoke(options);
        var tls = HubTls.Open(options, time ?? TimeProvider.System);
        return new TlsServer(folder, tls, await RunningServer.StartAsync(change: server => server.Tls = tls.Files));
    }

    public TlsKeeper Keeper() => new(Tls, Running.Server, TimeProvider.System, NullLogger<TlsKeeper>.Instance);

    /// <summary>A client as the product makes it.</summary>
    public NatsConnection Connect(TlsTrust trust, UserCredentials? user = null, string? url = null) => NatsConnector.Create(Endpoint(trust, user, url), NullLoggerFactory.Instance);

    public NatsEndpoint Endpoint(TlsTrust trust, UserCredentials? user = null, string? url = null) =>
        NatsEndpoint.Of(url ?? Running.Server.Url, user ?? Running.Mint.Hub()) with { Tls = () => trust };

    /// <summary>Why a client does not get in, as the product says it.</summary>
    public async Task<string> RefusedAsync(TlsTrust trust, string? url = null)
    {
        await using var connection = Connect(trust, url: url);
        var error = await Assert.ThrowsAnyAsync<Exception>(async () => await connection.ConnectAsync().AsTask().WaitAsync(RunningServer.Patience));
        return NatsConnector.Why(error, Endpoint(trust, url: url)) + (KubeStellar.Edge.Nats.Link.LinkDenial.Is(error) ? " DENIED" : "");
    }

    public async ValueTask DisposeAsync()
    {
        await Running.DisposeAsync();
        _certificates.Dispose();
    }
}
