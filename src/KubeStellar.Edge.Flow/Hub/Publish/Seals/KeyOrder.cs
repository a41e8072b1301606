namespace KubeStellar.Edge.Flow.Hub.Publish.Seals;

/// <summary>What data keys a root is to give its edge.</summary>
/// <param name="Variants">One for each variant, in the order of their digests.</param>
/// <param name="ExchangeKey">The edge's X25519 public key, base64url.</param>
/// <param name="Held">What its durable root gives it; null for nothing.</param>
/// <param name="Blind">Whether a manifest of it cannot be read, so that what it has is kept.</param>
internal sealed record KeyOrder(SealedVariant[] Variants, string ExchangeKey, HeldKeys? Held, bool Blind);
