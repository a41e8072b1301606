using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>The hub's account, how the hub itself gets in, and what others are told of it.</summary>
/// <param name="Account">Issues users of the account.</param>
/// <param name="Endpoint">Where the server is, and the hub's own user.</param>
internal sealed record HubAccess(AccountSigner Account, NatsEndpoint Endpoint)
{
    /// <summary>URLs that join tokens name.</summary>
    public required Func<IReadOnlyList<string>> Advertised { get; init; }

    /// <summary>Certificates (PEM) that edges check the server against; null for those that their system trusts, or no TLS.</summary>
    public required Func<string?> Ca { get; init; }

    /// <summary>Where tools of this machine connect.</summary>
    public required Func<string> ToolUrl { get; init; }

    /// <summary>File that they check the server against; null as above.</summary>
    public string? CaFile { get; init; }

    /// <summary>Certificate that they show; null for none.</summary>
    public string? ClientFile { get; init; }

    /// <summary>Its key.</summary>
    public string? ClientKeyFile { get; init; }
}
