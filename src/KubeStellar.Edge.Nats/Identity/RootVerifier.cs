using KubeStellar.Edge.Flow.State.Identity;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>Checks Ed25519 signatures of NKeys.</summary>
public sealed class RootVerifier : IRootVerifier
{
    /// <inheritdoc/>
    public bool Verify(string publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        try
        {
            using var key = KeyPair.FromPublicKey(publicKey);
            return key.Prefix != PrefixByte.Curve && key.Verify(message.ToArray(), signature.ToArray());
        }
        catch (NKeysException)
        {
            return false;
        }
    }
}
