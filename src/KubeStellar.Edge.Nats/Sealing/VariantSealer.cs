using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Nats.Sealing;

/// <summary>
/// Data keys of variants, derived from the hub's <c>seal</c> key, and wrapped for edges by a key agreed between the hub's and the edge's X25519 keys. The agreement is
/// remembered, because it costs some forty times the wrapping: an edit over ten thousand edges wraps in milliseconds.
/// </summary>
public sealed class VariantSealer : IVariantSealer, IDisposable
{
    private const int IdBytes = 16;
    private const int MostAgreed = 200_000;
    private readonly byte[] _secret;
    private readonly byte[] _exchange;
    private readonly ConcurrentDictionary<string, byte[]> _agreed = new(StringComparer.Ordinal);

    /// <summary>Seals under the hub's <c>seal</c> key and wraps by its <c>exchange</c> key.</summary>
    public VariantSealer(HubKeys keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        _secret = SealKeys.Secret(keys.Seal);
        _exchange = SealKeys.Secret(keys.Exchange);
        ExchangeKey = SealKeys.Public(keys.Exchange);
    }

    /// <inheritdoc/>
    public string ExchangeKey { get; }

    /// <inheritdoc/>
    public string NewKeyId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));

    /// <inheritdoc/>
    /// <remarks>
    /// The nonce comes with the key. That is safe because no key ever seals two texts: its derivation holds the digest of the variant, in which the handles stand, and a handle has one value.
    /// </remarks>
    public byte[] Seal(VariantSeal seal, ReadOnlySpan<byte> values)
    {
        var material = DataKeyOf(seal);
        using var key = SealKeys.Import(material);
        var result = SealKeys.Cipher.Encrypt(key, VariantKey.NonceOf(material), VariantKey.About(seal), values);
        CryptographicOperations.ZeroMemory(material);
        return result;
    }

    /// <inheritdoc/>
    public string Wrap(VariantSeal seal, string edge, string exchangeKey)
    {
        var agreed = Agreed(edge, exchangeKey);
        var key = DataKeyOf(seal);
        Span<byte> wrapped = stackalloc byte[KeyWrap.Length];
        KeyWrap.Wrap(agreed, VariantKey.AboutWrap(seal, edge), key, wrapped);
        CryptographicOperations.ZeroMemory(key);
        return Base64Url.EncodeToString(wrapped);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_secret);
        CryptographicOperations.ZeroMemory(_exchange);
        foreach (var key in _agreed.Values)
        {
            CryptographicOperations.ZeroMemory(key);
        }

        _agreed.Clear();
    }

    private byte[] DataKeyOf(VariantSeal seal) => SealKeys.Derive(_secret, Encoding.UTF8.GetBytes(seal.KeyId), VariantKey.About(seal));

    private byte[] Agreed(string edge, string exchangeKey)
    {
        if (_agreed.TryGetValue(exchangeKey, out var known))
        {
            return known;
        }

        var key = SealKeys.Agree(_exchange, exchangeKey, ExchangeKey, exchangeKey)
            ?? throw new SealBrokenException($"edge {edge} has no usable X25519 key, so no secret can be sealed for it; have it join anew");
        if (_agreed.Count >= MostAgreed)
        {
            // Agreed anew when asked for; only a fleet twice as large as any that is planned for comes here.
            _agreed.Clear();
        }

        return _agreed[exchangeKey] = key;
    }
}
