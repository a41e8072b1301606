using KubeStellar.Edge.Contracts.Secrets;

namespace KubeStellar.Edge.Flow.State.Secrets;

/// <summary>The edge's side of data keys. Safe for several threads.</summary>
public interface IVariantOpener
{
    /// <summary>Plain text of a variant's values.</summary>
    /// <param name="seal">What it must have been sealed for.</param>
    /// <param name="edge">This edge's id.</param>
    /// <param name="hubExchangeKey">X25519 public key of the hub, from the root; base64url.</param>
    /// <param name="key">The key, from the root.</param>
    /// <param name="sealedValues">The content that the key names.</param>
    /// <exception cref="SealBrokenException">It was sealed for something else, altered, or wrapped for another device.</exception>
    byte[] Open(VariantSeal seal, string edge, string hubExchangeKey, DataKey key, ReadOnlySpan<byte> sealedValues);
}
