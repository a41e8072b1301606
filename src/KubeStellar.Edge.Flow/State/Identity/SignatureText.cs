namespace KubeStellar.Edge.Flow.State.Identity;

/// <summary>Ed25519 signatures as records carry them: base64 of 64 bytes.</summary>
public static class SignatureText
{
    private const int Length = 64;

    /// <summary>Whether the text is the key's signature over the message; false for whatever is none.</summary>
    public static bool IsBy(this IRootVerifier verifier, string key, ReadOnlySpan<byte> message, string? text)
    {
        ArgumentNullException.ThrowIfNull(verifier);
        var signature = new byte[Length];
        return text is not null && Convert.TryFromBase64String(text, signature, out var length) && length == Length && verifier.Verify(key, message, signature);
    }
}
