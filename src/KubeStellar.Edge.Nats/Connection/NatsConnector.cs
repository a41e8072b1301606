using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Server;
using KubeStellar.Edge.Nats.Tls;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Connection;

/// <summary>Makes the client's connections with the settings that a daemon needs which runs for years (https://docs.nats.io/using-nats/developer/connecting/reconnect).</summary>
internal static class NatsConnector
{
    /// <summary>Longer than anybody waits for an answer.</summary>
    private static readonly TimeSpan LongestRequest = TimeSpan.FromHours(24);

    private static readonly TlsTrust SystemTrust = new();

    public static NatsConnection Create(NatsEndpoint endpoint, ILoggerFactory loggers) => new(Options(endpoint, loggers));

    /// <summary>Why a connection failed, for people: a sentence about TLS where that is it.</summary>
    public static string Why(Exception error, NatsEndpoint endpoint) => TlsFailure.Explain(error, string.Join(", ", endpoint.Urls())) ?? error.Message;

    /// <summary>Refuses a server that is too old, with a sentence that names both versions.</summary>
    public static void CheckVersion(INatsServerInfo? server)
    {
        if (server is null || ServerVersion.Parse(server.Version) is not { } found || found < ServerVersion.Oldest)
        {
            throw new ServerException(
                $"The nats-server has version {server?.Version ?? "unknown"}; {ServerVersion.Oldest} or later is needed, because earlier ones lose acknowledged writes when killed.");
        }
    }

    /// <summary>Whether the server takes atomic batches (2.12 and later).</summary>
    public static bool HasAtomicBatches(INatsServerInfo? server) => ServerVersion.Parse(server?.Version ?? "") >= new Version(2, 12, 0);

    // Asked for at each connect: a user is issued anew while the daemon runs. One that cannot be read then is what it was.
    private static NatsAuthOpts Auth(Func<UserCredentials>? user)
    {
        if (user is null)
        {
            return NatsAuthOpts.Default;
        }

        var last = user();
        return new NatsAuthOpts
        {
            AuthCredCallback = (_, _) =>
            {
                try
                {
                    last = user();
                }
                catch (Exception e) when (e is IdentityException or IOException or UnauthorizedAccessException)
                {
                    // The server says what it thinks of the one before.
                }

                return ValueTask.FromResult(NatsAuthCred.FromJwt(last.Jwt, last.Seed));
            },
        };
    }

    private static NatsOpts Options(NatsEndpoint endpoint, ILoggerFactory loggers) => NatsOpts.Default with
    {
        Url = string.Join(',', endpoint.Urls()),
        Name = endpoint.Name,
        AuthOpts = Auth(endpoint.User),
        TlsOpts = TlsClient.Options(endpoint.Urls(), endpoint.Tls ?? (static () => SystemTrust), endpoint.Refused, TimeProvider.System),
        InboxPrefix = endpoint.InboxPrefix,
        LoggerFactory = loggers,
        SerializerRegistry = RawRegistry.Instance,

        // A server that comes back meets its whole fleet at once: the waits of ten thousand edges are spread over seconds.
        ReconnectWaitMin = TimeSpan.FromMilliseconds(250),
        ReconnectWaitMax = TimeSpan.FromSeconds(8),
        ReconnectJitter = TimeSpan.FromSeconds(1),
        MaxReconnectRetry = -1,

        // A wrong clock or an account that is being restored passes; an edge that stopped trying would need a person on site.
        IgnoreAuthErrorAbort = true,
        // A TLS handshake over 2 kB/s takes several seconds.
        ConnectTimeout = TimeSpan.FromSeconds(10),

        // Each request has its caller's deadline; the client's own limit, 5 s unless it is told, would cut every longer one short.
        RequestTimeout = LongestRequest,
        PingInterval = endpoint.PingInterval,
        MaxPingOut = 2,
        MaxPayloadHardCap = 64 << 20,
    };
}
