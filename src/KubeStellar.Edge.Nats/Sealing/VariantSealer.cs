using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Nats.Identity;
using NSec.Cryptography;

namespace KubeStellar.Edge.Nats.Sealing;

/// <summary>
/// Data keys of variants, derived from the hub's <c>seal</c> key, and wrapped for edges by a key agreed between the hub's and the edge's X25519 keys. The agreement is
/// remembered, because it costs some forty times the wrapping: an edit over ten thousand edges wraps in milliseconds.
/// </summary>
public sealed class VariantSealer : IVariantSealer, IDisposable
{
    private const int IdBytes = 16;

    // Twice as many as any fleet that is planned for.
    private const int MostAgreed = 200_000;
    private readonly byte[] _secret;
    private readonly Key _exchange;
    private readonly AgreedKeys<string> _agreed = new(MostAgreed);

    /// <summary>Seals under the hub's <c>seal</c> key and wraps by its <c>exchange</c> key.</summary>
    public VariantSealer(HubKeys keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        _secret = NKeyBytes.Secret(keys.Seal);
        var exchange = NKeyBytes.Secret(keys.Exchange);
        _exchange = SealKeys.Exchange(exchange);
        CryptographicOperations.ZeroMemory(exchange);
        ExchangeKey = NKeyBytes.Public(keys.Exchange);
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
        Span<byte> wrapped = stackalloc byte[VariantKey.WrappedLength];
        GcmBox.Seal(agreed, VariantKey.AboutWrap(seal, edge), key, wrapped);
        CryptographicOperations.ZeroMemory(key);
        return Base64Url.EncodeToString(wrapped);
    }

    /// <inheritdoc/>
    public bool Agree(string exchangeKey) => Agreed(exchangeKey) is not null;

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_secret);
        _exchange.Dispose();
        _agreed.Dispose();
    }

    private byte[] DataKeyOf(VariantSeal seal) => SealKeys.Derive(_secret, Encoding.UTF8.GetBytes(seal.KeyId), VariantKey.About(seal));

    private byte[] Agreed(string edge, string exchangeKey) => Agreed(exchangeKey)
        ?? throw new SealBrokenException($"edge {edge} has no usable X25519 key, so no secret can be sealed for it; have it join anew");

    private byte[]? Agreed(string exchangeKey) =>
        _agreed.Find(exchangeKey) ?? (SealKeys.Agree(_exchange, exchangeKey, ExchangeKey, exchangeKey) is { } key ? _agreed.Keep(exchangeKey, key) : null);
}
