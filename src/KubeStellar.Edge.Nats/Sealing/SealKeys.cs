using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using KubeStellar.Edge.Nats.Identity;
using NSec.Cryptography;

namespace KubeStellar.Edge.Nats.Sealing;

/// <summary>
/// How keys come from keys. Values are sealed by XChaCha20-Poly1305 of libsodium, whose nonces of 24 bytes may be random; keys are wrapped by <see cref="GcmBox"/>. Keys are derived by HKDF-SHA256, each use under a
/// label of its own, so that no key ever does two things.
/// </summary>
internal static class SealKeys
{
    internal const int KeyLength = NKeyBytes.KeyLength;

    internal static AeadAlgorithm Cipher => AeadAlgorithm.XChaCha20Poly1305;

    /// <summary>A key of the cipher. The caller disposes it.</summary>
    internal static Key Import(ReadOnlySpan<byte> key) => Key.Import(Cipher, key, KeyBlobFormat.RawSymmetricKey);

    /// <summary>
    /// The own X25519 key. The caller disposes it, and keeps it when it agrees with many: it lies in guarded pages, and to make these for each agreement costs as much as the agreement, and has threads wait for each other.
    /// </summary>
    internal static Key Exchange(ReadOnlySpan<byte> secret) => Key.Import(KeyAgreementAlgorithm.X25519, secret, KeyBlobFormat.RawPrivateKey);

    /// <summary>Key material for one use.</summary>
    internal static byte[] Derive(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> label, int length = KeyLength)
    {
        var derived = new byte[length];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, derived, salt, label);
        return derived;
    }

    /// <summary>The key that wraps data keys between one hub and one device; null when the public key is none. Both sides come to the same.</summary>
    /// <param name="own">The own key (<see cref="Exchange"/>).</param>
    /// <param name="other">Public key of the other side, base64url.</param>
    /// <param name="hub">Public key of the hub, base64url.</param>
    /// <param name="device">Public key of the device, base64url.</param>
    internal static byte[]? Agree(Key own, string other, string hub, string device)
    {
        var raw = new byte[KeyLength];
        if (!Base64Url.TryDecodeFromChars(other, raw, out var length) || length != KeyLength
            || !PublicKey.TryImport(KeyAgreementAlgorithm.X25519, raw, KeyBlobFormat.RawPublicKey, out var theirs) || theirs is null)
        {
            return null;
        }

        using var shared = KeyAgreementAlgorithm.X25519.Agree(own, theirs, new SharedSecretCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
        if (shared is null)
        {
            return null;
        }

        var secret = shared.Export(SharedSecretBlobFormat.RawSharedSecret);
        var key = Derive(secret, Encoding.UTF8.GetBytes($"{hub}\n{device}"), "kse-wrap-1"u8);
        CryptographicOperations.ZeroMemory(secret);
        return key;
    }
}
