using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Tls;

namespace KubeStellar.Edge.Nats.Connection;

/// <summary>A server or cluster, and the user to be there.</summary>
public sealed record NatsEndpoint
{
    /// <summary>URLs, any of which will do. Asked for at each first connect, because an embedded server knows its port only after its start.</summary>
    public required Func<IReadOnlyList<string>> Urls { get; init; }

    /// <summary>The user, asked for at each connect; null for a server without authentication.</summary>
    public Func<UserCredentials>? User { get; init; }

    /// <summary>What is believed of the server's certificate, asked for at each handshake; null: what the system believes, where the URL says <c>tls://</c>.</summary>
    public Func<TlsTrust>? Tls { get; init; }

    /// <summary>Told why a server's certificate is not taken; null where nobody has to know.</summary>
    public Action<string>? Refused { get; init; }

    /// <summary>Name of the connection as the server lists it.</summary>
    public string Name { get; init; } = "kse";

    /// <summary>Prefix of reply subjects.</summary>
    public string InboxPrefix { get; init; } = "_INBOX";

    /// <summary>How long a connection may be silent before it is asked whether it still stands; the third question without an answer ends it.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>An endpoint whose URL and user are known.</summary>
    public static NatsEndpoint Of(string url, UserCredentials? user = null) =>
        new() { Urls = () => [url], User = user is null ? null : () => user };
}
