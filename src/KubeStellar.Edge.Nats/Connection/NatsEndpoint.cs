using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Nats.Connection;

/// <summary>A server or cluster, and the user to be there.</summary>
public sealed record NatsEndpoint
{
    /// <summary>URLs, any of which will do. Asked for at each first connect, because an embedded server knows its port only after its start.</summary>
    public required Func<IReadOnlyList<string>> Urls { get; init; }

    /// <summary>The user; null for a server without authentication.</summary>
    public Func<UserCredentials>? User { get; init; }

    /// <summary>Certificates (PEM) that a <c>tls://</c> server's is checked against; null for the system's.</summary>
    public string? CaPem { get; init; }

    /// <summary>Name of the connection as the server lists it.</summary>
    public string Name { get; init; } = "kse";

    /// <summary>Prefix of reply subjects.</summary>
    public string InboxPrefix { get; init; } = "_INBOX";

    /// <summary>An endpoint whose URL and user are known.</summary>
    public static NatsEndpoint Of(string url, UserCredentials? user = null) =>
        new() { Urls = () => [url], User = user is null ? null : () => user };
}
