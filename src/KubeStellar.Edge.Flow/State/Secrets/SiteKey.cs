using KubeStellar.Edge.Contracts.Secrets;

namespace KubeStellar.Edge.Flow.State.Secrets;

/// <summary>A data key that a site keeps beyond the root that brought it, for a manifest that is still in force there or may come back.</summary>
/// <param name="Hub">X25519 public key of the hub that wrapped it, base64url.</param>
/// <param name="Key">Text of the <see cref="DataKey"/>.</param>
public sealed record SiteKey(string Hub, string Key);
