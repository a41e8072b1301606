using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.State.Identity;

/// <summary>The hub's Ed25519 key for roots, as it is now: it may be handed over while the hub runs.</summary>
public interface IRootSigner
{
    /// <summary>Public key, NKey text form.</summary>
    string PublicKey { get; }

    /// <summary>The key that this hub began with, which names it for good.</summary>
    string Origin => HandOvers is [var first, ..] ? first.From : PublicKey;

    /// <summary>All hand-overs up to the present key, the first one first.</summary>
    IReadOnlyList<KeyHandOver> HandOvers => [];

    /// <summary>Signature (64 bytes) over the message.</summary>
    byte[] Sign(ReadOnlySpan<byte> message);

    /// <summary>Signature over the message, and the key that it is by: they belong together, also while the key is handed over.</summary>
    RootSignature Attest(ReadOnlySpan<byte> message) => new(PublicKey, Sign(message));
}
