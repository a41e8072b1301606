namespace KubeStellar.Edge.Nats.Tls;

/// <summary>What nats-server reads for TLS.</summary>
/// <param name="Server">Key, certificate and chain in one file, so that they are replaced together.</param>
/// <param name="Clients">Certificates that clients' are checked against; null when clients need none.</param>
public sealed record ServerTlsFiles(string Server, string? Clients);
