using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Identity;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>Whose commands a device obeys: its hub's, by the key that it pinned. Once it had a signed one, no unsigned one counts any more; a hub of before that never sends one.</summary>
public sealed class CommandTrust(DeviceIdentity identity, IRootVerifier verifier)
{
    private const int SignatureLength = 64;

    /// <summary>Whether the hub was seen to sign.</summary>
    public bool Required => identity.Pin?.Signs ?? false;

    /// <summary>Whether the hub signed these bytes.</summary>
    /// <param name="message">What <see cref="Contracts.Wire.CommandSeal"/> makes.</param>
    /// <param name="signature">Base64; null is none.</param>
    public bool Signed(byte[] message, string? signature)
    {
        var bytes = new byte[SignatureLength];
        return identity.Pin is { } pin && signature is not null && Convert.TryFromBase64String(signature, bytes, out var length) && length == SignatureLength
            && verifier.Verify(pin.HubKey, message, bytes);
    }

    /// <summary>Whether the hub was seen to sign what it acknowledges.</summary>
    public bool AnswersRequired => identity.Pin?.SignsAnswers ?? false;

    /// <summary>Whether the hub signed this answer, together with others.</summary>
    /// <param name="message">What <see cref="CommandSeal"/> makes of it.</param>
    /// <param name="seal">A <see cref="TreeSeal"/>; null is none.</param>
    public bool SignedTogether(ReadOnlySpan<byte> message, string? seal) =>
        TreeSeal.Parse(seal) is { } tree && tree.RootOf(message) is { } root && Signed(CommandSeal.Together(root), tree.Signature);

    /// <summary>Requires signed acknowledgements from now on, over restarts.</summary>
    /// <exception cref="IOException">It could not be kept.</exception>
    public void RequireAnswers()
    {
        if (identity.Pin is { SignsAnswers: false } pin)
        {
            identity.Pinned(pin with { SignsAnswers = true });
        }
    }

    /// <summary>Requires signatures from now on, over restarts.</summary>
    /// <exception cref="IOException">It could not be kept.</exception>
    public void Require()
    {
        if (identity.Pin is { Signs: false } pin)
        {
            identity.Pinned(pin with { Signs = true });
        }
    }
}
