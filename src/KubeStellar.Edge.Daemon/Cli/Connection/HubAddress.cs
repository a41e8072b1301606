namespace KubeStellar.Edge.Daemon.Cli.Connection;

/// <summary>Where a hub's NATS is and who asks.</summary>
/// <param name="Server">URL, or several with commas between them.</param>
/// <param name="CredentialsFile">Path of a <c>.creds</c> file; null for none.</param>
/// <param name="Origin">Where this came from, for messages.</param>
internal sealed record HubAddress(string Server, string? CredentialsFile, string Origin)
{
    /// <summary>Path of certificates that the server's is checked against; null for the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>Path of a certificate to show; null for none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Path of its key.</summary>
    public string? KeyFile { get; init; }
}
