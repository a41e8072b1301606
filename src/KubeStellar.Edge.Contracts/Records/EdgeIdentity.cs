namespace KubeStellar.Edge.Contracts.Records;

/// <summary>Who an edge is: another daemon that comes with its id and other keys is refused.</summary>
/// <param name="PublicKey">NKey of its NATS user (<c>U...</c>).</param>
/// <param name="ExchangeKey">X25519 public key, base64url, for wrapped data keys.</param>
/// <param name="TokenId">The join token that admitted it; empty when admitted by hand.</param>
/// <param name="AdmittedAt">When, by the hub's clock.</param>
public sealed record EdgeIdentity(string PublicKey, string ExchangeKey, string TokenId, DateTimeOffset AdmittedAt)
{
    /// <summary>The key that it had before <see cref="PublicKey"/>, while that one is not void yet: the edge has not said that it got in with its new one. Null otherwise.</summary>
    public string? Former { get; init; }

    /// <summary>Since when it has its present keys; null when it has them since it was admitted.</summary>
    public DateTimeOffset? Since { get; init; }
}
