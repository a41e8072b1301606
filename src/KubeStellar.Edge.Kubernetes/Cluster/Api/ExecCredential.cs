namespace KubeStellar.Edge.Kubernetes.Cluster.Api;

/// <summary>What a credential plugin gave.</summary>
/// <param name="Token">Bearer token; null for none.</param>
/// <param name="Certificate">PEM of a client's certificate; null for none.</param>
/// <param name="Key">PEM of its key; null for none.</param>
/// <param name="Expires">Until when; null when it did not say.</param>
internal sealed record ExecCredential(string? Token, string? Certificate, string? Key, DateTimeOffset? Expires)
{
    // Never into a log.
    public override string ToString() => nameof(ExecCredential);
}
