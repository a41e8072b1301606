using System.Security.Cryptography;
using NATS.NKeys.Internal;
using NSec.Cryptography;

namespace NATS.NKeys;

/// <summary>
/// An NKey: an Ed25519 key pair (or, of type <see cref="PrefixByte.Curve"/>, an X25519 one), with its seed or only its public half.
/// The public contract is that of the NATS.NKeys package, without its sealing (xkv1). Safe for use by several threads until disposed.
/// </summary>
public sealed class KeyPair : IDisposable
{
    private readonly byte[] _seed;
    private readonly byte[] _public;
    private readonly Key? _signing;
    private readonly PublicKey? _verifying;
    private bool _disposed;

    private KeyPair(PrefixByte type, byte[] seed)
    {
        Prefix = type;
        _seed = seed;
        if (type == PrefixByte.Curve)
        {
            using var agreement = Key.Import(KeyAgreementAlgorithm.X25519, seed, KeyBlobFormat.RawPrivateKey);
            _public = agreement.PublicKey.Export(KeyBlobFormat.RawPublicKey);
            return;
        }

        _signing = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
        _verifying = _signing.PublicKey;
        _public = _verifying.Export(KeyBlobFormat.RawPublicKey);
    }

    private KeyPair(PrefixByte type, byte[] seed, byte[] publicKey)
    {
        Prefix = type;
        _seed = seed;
        _public = publicKey;
        if (type != PrefixByte.Curve && !PublicKey.TryImport(SignatureAlgorithm.Ed25519, publicKey, KeyBlobFormat.RawPublicKey, out _verifying))
        {
            throw new NKeysException("Not a valid public NKey");
        }
    }

    /// <summary>The role of the key.</summary>
    public PrefixByte Prefix { get; }

    /// <summary>Whether <paramref name="publicKey"/> is a key of this role.</summary>
    /// <exception cref="NKeysException">The text is no public key at all.</exception>
    public static bool IsValidPublicKey(PrefixByte prefix, ReadOnlySpan<char> publicKey)
    {
        Span<byte> key = stackalloc byte[NKeyText.KeyLength];
        return NKeyText.DecodePublic(publicKey, key) == prefix;
    }

    /// <summary>Reads a public key; the result verifies and cannot sign.</summary>
    /// <exception cref="NKeysException">The text is no public key: foreign characters, wrong length, checksum or prefix.</exception>
    public static KeyPair FromPublicKey(ReadOnlySpan<char> publicKey)
    {
        var key = new byte[NKeyText.KeyLength];
        return new KeyPair(NKeyText.DecodePublic(publicKey, key), [], key);
    }

    /// <summary>Reads a seed ('S...').</summary>
    /// <exception cref="NKeysException">The text is no seed: foreign characters, wrong length, checksum or prefix.</exception>
    public static KeyPair FromSeed(ReadOnlySpan<char> encodedSeed)
    {
        var seed = new byte[NKeyText.KeyLength];
        return new KeyPair(NKeyText.DecodeSeed(encodedSeed, seed), seed);
    }

    /// <summary>Makes a new key of this role.</summary>
    /// <exception cref="NKeysException">The role is unknown.</exception>
    public static KeyPair CreatePair(PrefixByte prefix)
    {
        if (!NKeyText.IsKnown(prefix))
        {
            throw new NKeysException("Invalid prefix");
        }

        return new KeyPair(prefix, RandomNumberGenerator.GetBytes(NKeyText.KeyLength));
    }

    /// <summary>The seed as text, from which the whole key can be made again. A secret.</summary>
    /// <exception cref="NKeysException">Only the public half is known.</exception>
    public string GetSeed()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _seed.Length == 0 ? throw new NKeysException("No seed") : NKeyText.EncodeSeed(Prefix, _seed);
    }

    /// <summary>The public key as text.</summary>
    public string GetPublicKey() => NKeyText.EncodePublic(Prefix, _public);

    /// <summary>Writes the 64 bytes of the Ed25519 signature over <paramref name="message"/> to <paramref name="signature"/>.</summary>
    /// <exception cref="NKeysException">A curve key, or only the public half is known.</exception>
    public void Sign(ReadOnlyMemory<byte> message, Memory<byte> signature)
    {
        ThrowIfCurve();
        SignatureAlgorithm.Ed25519.Sign(_signing ?? throw new NKeysException("No secret key"), message.Span, signature.Span[..SignatureAlgorithm.Ed25519.SignatureSize]);
    }

    /// <summary>Whether <paramref name="signature"/> is this key's over <paramref name="message"/>.</summary>
    /// <exception cref="NKeysException">A curve key.</exception>
    public bool Verify(ReadOnlyMemory<byte> message, ReadOnlyMemory<byte> signature)
    {
        ThrowIfCurve();
        return SignatureAlgorithm.Ed25519.Verify(_verifying!, message.Span, signature.Span);
    }

    /// <summary>Wipes the secret half.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_seed);
        _signing?.Dispose();
    }

    private void ThrowIfCurve()
    {
        if (Prefix == PrefixByte.Curve)
        {
            throw new NKeysException("Invalid curve key operation");
        }
    }
}
