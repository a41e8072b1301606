namespace KubeStellar.Edge.Flow.State.Identity;

/// <summary>The hub's Ed25519 key for roots.</summary>
public interface IRootSigner
{
    /// <summary>Public key, NKey text form.</summary>
    string PublicKey { get; }

    /// <summary>Signature (64 bytes) over the message.</summary>
    byte[] Sign(ReadOnlySpan<byte> message);
}
