namespace KubeStellar.Edge.Flow.State.Identity;

/// <summary>Checks signatures of hubs and of edges.</summary>
public interface IRootVerifier
{
    /// <summary>Whether the signature is the key's over the message; false for a malformed key too.</summary>
    bool Verify(string publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);
}
