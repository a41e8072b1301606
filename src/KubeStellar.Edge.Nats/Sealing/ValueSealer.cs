using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Nats.Identity;
using NSec.Cryptography;

namespace KubeStellar.Edge.Nats.Sealing;

/// <summary>
/// Handles under the hub's own key. A handle names its key, so that a hub whose key was lost says so rather than "damaged". Values are padded to whole blocks, so that their
/// length tells little.
/// </summary>
public sealed class ValueSealer : IValueSealer, IDisposable
{
    private const int Block = 32;
    private const int IdLength = 8;
    private const byte End = 0x80;
    private readonly Key _key;
    private readonly string _head;

    /// <summary>Seals under the hub's <c>seal</c> key.</summary>
    public ValueSealer(HubKeys keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var secret = NKeyBytes.Secret(keys.Seal);
        _key = SealKeys.Import(SealKeys.Derive(secret, [], "kse-values-1"u8));
        _head = SealedText.Prefix + Base64Url.EncodeToString(SealKeys.Derive(secret, [], "kse-values-id-1"u8))[..IdLength] + ".";
        CryptographicOperations.ZeroMemory(secret);
    }

    /// <inheritdoc/>
    public string Seal(SealOrigin origin, ReadOnlySpan<byte> json)
    {
        var padded = new byte[(json.Length / Block + 1) * Block];
        json.CopyTo(padded);
        padded[json.Length] = End;
        var sealedBytes = new byte[SealKeys.Cipher.NonceSize + padded.Length + SealKeys.Cipher.TagSize];
        var nonce = sealedBytes.AsSpan(0, SealKeys.Cipher.NonceSize);
        RandomNumberGenerator.Fill(nonce);
        SealKeys.Cipher.Encrypt(_key, nonce, About(origin), padded, sealedBytes.AsSpan(nonce.Length));
        CryptographicOperations.ZeroMemory(padded);
        return _head + Base64Url.EncodeToString(sealedBytes);
    }

    /// <inheritdoc/>
    public byte[] Open(SealOrigin origin, string handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        if (!handle.StartsWith(_head, StringComparison.Ordinal))
        {
            throw new SealBrokenException(Foreign(handle));
        }

        var body = handle.AsSpan(_head.Length);
        if (!Base64Url.IsValid(body, out var length) || length < SealKeys.Cipher.NonceSize + SealKeys.Cipher.TagSize + Block)
        {
            throw new SealBrokenException("the handle was cut or added to: it stands for a value only whole and by itself");
        }

        var bytes = new byte[length];
        _ = Base64Url.DecodeFromChars(body, bytes);
        var padded = new byte[length - SealKeys.Cipher.NonceSize - SealKeys.Cipher.TagSize];
        if (!SealKeys.Cipher.Decrypt(_key, bytes.AsSpan(0, SealKeys.Cipher.NonceSize), About(origin), bytes.AsSpan(SealKeys.Cipher.NonceSize), padded))
        {
            throw new SealBrokenException($"the handle was not made for {origin.Object} of workspace {origin.Workspace}, or was altered; give the value itself");
        }

        var end = padded.AsSpan().LastIndexOfAnyExcept((byte)0);
        var json = end >= 0 && padded[end] == End ? padded[..end] : throw new SealBrokenException("the handle is padded in no way that this hub pads");
        CryptographicOperations.ZeroMemory(padded);
        return json;
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static string Foreign(string handle)
    {
        var id = handle.StartsWith(SealedText.Prefix, StringComparison.Ordinal) ? handle[SealedText.Prefix.Length..].Split('.')[0] : "";
        return id.Length == IdLength
            ? $"the value was sealed by another key ({id}) than this hub's; give the value itself, or restore the hub's key file seal.nk from a backup"
            : "this is no handle of a sealed value";
    }

    private static byte[] About(SealOrigin origin) => Encoding.UTF8.GetBytes($"kse-value-1\n{origin.Workspace}\n{origin.Object}");
}
