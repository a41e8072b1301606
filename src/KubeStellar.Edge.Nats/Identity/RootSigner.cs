using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Identity;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>Signs roots with the hub's root-signing key.</summary>
public sealed class RootSigner(HubKeys keys) : IRootSigner
{
    /// <inheritdoc/>
    public string PublicKey => keys.RootPublic;

    /// <inheritdoc/>
    public IReadOnlyList<KeyHandOver> HandOvers => keys.HandOvers;

    /// <inheritdoc/>
    public byte[] Sign(ReadOnlySpan<byte> message) => Attest(message).Signature;

    /// <inheritdoc/>
    public RootSignature Attest(ReadOnlySpan<byte> message) => keys.Attest(message);
}
