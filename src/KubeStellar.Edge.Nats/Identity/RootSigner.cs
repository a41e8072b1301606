using KubeStellar.Edge.Flow.State.Identity;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>Signs roots with the hub's root-signing key.</summary>
public sealed class RootSigner(HubKeys keys) : IRootSigner
{
    private const int SignatureSize = 64;

    /// <inheritdoc/>
    public string PublicKey { get; } = keys.Root.GetPublicKey();

    /// <inheritdoc/>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var signature = new byte[SignatureSize];
        keys.Root.Sign(message.ToArray(), signature);
        return signature;
    }
}
