namespace KubeStellar.Edge.Nats.Tls;

/// <summary>A hub's CA as it is kept (<c>tls/authority.json</c>, mode 0600): one file, so that key and certificate are never of two CAs.</summary>
internal sealed record AuthorityFile
{
    /// <summary>Private key, PEM.</summary>
    public required string Key { get; init; }

    /// <summary>Certificate, PEM.</summary>
    public required string Certificate { get; init; }

    /// <summary>Certificates of the CAs before it that are still trusted, the newest first.</summary>
    public IReadOnlyList<string> Former { get; init; } = [];

    /// <summary>Each CA as signed by the one before it, in the same order: what a server sends after its own certificate.</summary>
    public IReadOnlyList<string> Cross { get; init; } = [];
}
