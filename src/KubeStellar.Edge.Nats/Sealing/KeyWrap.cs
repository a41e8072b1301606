using System.Security.Cryptography;

namespace KubeStellar.Edge.Nats.Sealing;

/// <summary>
/// A data key, wrapped under an agreed key by AES-256-GCM: nonce, ciphertext, tag. Another cipher than that of values, because one key is used once here for each of ten thousand edges, and
/// libsodium's keys live in guarded pages whose making costs more than all the rest. An agreed key wraps far fewer than the 2^32 keys that random nonces of 12 bytes allow (NIST SP 800-38D, 8.3).
/// </summary>
internal static class KeyWrap
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>Length of a wrapped key.</summary>
    internal const int Length = NonceLength + SealKeys.KeyLength + TagLength;

    /// <summary>Wraps a key.</summary>
    internal static void Wrap(byte[] agreed, ReadOnlySpan<byte> about, ReadOnlySpan<byte> key, Span<byte> wrapped)
    {
        using var cipher = new AesGcm(agreed, TagLength);
        RandomNumberGenerator.Fill(wrapped[..NonceLength]);
        cipher.Encrypt(wrapped[..NonceLength], key, wrapped[NonceLength..^TagLength], wrapped[^TagLength..], about);
    }

    /// <summary>Unwraps one; false when it was wrapped under another key or for something else, or altered.</summary>
    internal static bool TryUnwrap(byte[] agreed, ReadOnlySpan<byte> about, ReadOnlySpan<byte> wrapped, Span<byte> key)
    {
        using var cipher = new AesGcm(agreed, TagLength);
        try
        {
            cipher.Decrypt(wrapped[..NonceLength], wrapped[NonceLength..^TagLength], wrapped[^TagLength..], key, about);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }
}
