using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Server;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Tests.Server;

/// <summary>An embedded server in a folder of its own, as a hub runs it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly StateFolder _folder = new();

    private RunningServer(ILogger<EmbeddedServer>? logger, Action<EmbeddedServerOptions>? change)
    {
        Keys = HubKeys.LoadOrCreate(_folder.Path);
        var options = new EmbeddedServerOptions { StateDirectory = _folder.Path, StartTimeout = Patience };
        change?.Invoke(options);
        Server = new EmbeddedServer(Keys, options, TimeProvider.System, logger ?? NullLogger<EmbeddedServer>.Instance);
        Mint = new UserMint(Keys.OwnAccount(), TimeProvider.System);
    }

    public HubKeys Keys { get; }

    public EmbeddedServer Server { get; }

    public UserMint Mint { get; }

    public string State => _folder.Path;

    public string Configuration => Path.Combine(State, "nats", "nats-server.conf");

    public static async Task<RunningServer> StartAsync(ILogger<EmbeddedServer>? logger = null, Action<EmbeddedServerOptions>? change = null)
    {
        var running = new RunningServer(logger, change);
        await running.Server.StartAsync(CancellationToken.None);
        return running;
    }

    public NatsConnection Connect(UserCredentials user, string inbox = "_INBOX") => new(new NatsOpts
    {
        Url = Server.Url,
        AuthOpts = user.ToAuthOpts(),
        InboxPrefix = inbox,
        MaxReconnectRetry = 0,
        ConnectTimeout = Patience,
    });

    public async ValueTask DisposeAsync()
    {
        await Server.StopAsync(CancellationToken.None);
        Server.Dispose();
        Keys.Dispose();
        _folder.Dispose();
    }
}
