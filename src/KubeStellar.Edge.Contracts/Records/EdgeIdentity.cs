namespace KubeStellar.Edge.Contracts.Records;

/// <summary>Who an edge is: another daemon that comes with its id and other keys is refused.</summary>
/// <param name="PublicKey">NKey of its NATS user (<c>U...</c>).</param>
/// <param name="ExchangeKey">X25519 public key, base64url, for wrapped data keys.</param>
/// <param name="TokenId">The join token that admitted it; empty when admitted by hand.</param>
/// <param name="AdmittedAt">When, by the hub's clock.</param>
public sealed record EdgeIdentity(string PublicKey, string ExchangeKey, string TokenId, DateTimeOffset AdmittedAt);
