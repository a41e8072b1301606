using System.Security.Cryptography;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>
/// Bytes sealed by AES-256-GCM under a key: nonce, ciphertext, tag. For data keys in roots, where one key is used once for each of ten thousand edges and libsodium's keys, in guarded pages, cost more to make
/// than all the rest; and for key files, each under a key of its own. Either is far below the 2^32 uses of a key that random nonces of 12 bytes allow (NIST SP 800-38D, 8.3).
/// </summary>
internal static class GcmBox
{
    /// <summary>How much longer a box is than what is in it.</summary>
    internal const int Overhead = NonceLength + TagLength;

    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>Seals.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="about">Authenticated beside it.</param>
    /// <param name="plain">What is sealed.</param>
    /// <param name="box">Where it goes: <see cref="Overhead"/> longer.</param>
    internal static void Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> about, ReadOnlySpan<byte> plain, Span<byte> box)
    {
        using var cipher = new AesGcm(key, TagLength);
        RandomNumberGenerator.Fill(box[..NonceLength]);
        cipher.Encrypt(box[..NonceLength], plain, box[NonceLength..^TagLength], box[^TagLength..], about);
    }

    /// <summary>Opens; false when it was sealed under another key or about something else, or altered.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="about">As when it was sealed.</param>
    /// <param name="box">At least <see cref="Overhead"/> bytes.</param>
    /// <param name="plain">Where it goes: <see cref="Overhead"/> shorter.</param>
    internal static bool TryOpen(ReadOnlySpan<byte> key, ReadOnlySpan<byte> about, ReadOnlySpan<byte> box, Span<byte> plain)
    {
        using var cipher = new AesGcm(key, TagLength);
        try
        {
            cipher.Decrypt(box[..NonceLength], box[NonceLength..^TagLength], box[^TagLength..], plain, about);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }
}
