namespace KubeStellar.Edge.Nats.Tls;

/// <summary>What one side of a connection believes, and shows: asked for at each handshake, because certificates change under a running daemon.</summary>
public sealed record TlsTrust
{
    /// <summary>Certificates (PEM) that the server's is checked against; null for the system's.</summary>
    public string? CaPem { get; init; }

    /// <summary>Certificate and key (PEM) to show to a server that asks for one; null for none.</summary>
    public string? ClientPem { get; init; }

    /// <summary>SHA-256 of the server certificates that are right whatever their name and issuer, for a hub that made or was given them; empty to check names and issuers.</summary>
    public IReadOnlyList<string> Pinned { get; init; } = [];

    /// <summary>Whether a server that speaks no TLS is to be refused: whoever was told what to check it by was told that there is something to check.</summary>
    public bool Required => CaPem is not null || ClientPem is not null || Pinned.Count > 0;

    /// <summary>Names no key.</summary>
    public override string ToString() => nameof(TlsTrust);
}
