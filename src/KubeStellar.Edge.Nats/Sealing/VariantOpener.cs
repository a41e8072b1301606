using System.Buffers.Text;
using System.Security.Cryptography;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Nats.Identity;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Sealing;

/// <summary>Opens what a hub sealed for this device, by the device's X25519 keys: the newest, and while a rotation is under way those before it.</summary>
public sealed class VariantOpener : IVariantOpener, IDisposable
{
    private const int MostAgreed = 64;
    private readonly Func<IReadOnlyList<KeyPair>> _keys;

    // By the key's instance: to derive its public half costs as much as all the rest.
    private readonly AgreedKeys<(string Hub, KeyPair Device)> _agreed = new(MostAgreed);

    /// <summary>Opens by the device's keys.</summary>
    /// <param name="keys">The X25519 keys that the device has now, the newest first. Asked each time, because they rotate.</param>
    public VariantOpener(Func<IReadOnlyList<KeyPair>> keys) => _keys = keys;

    /// <inheritdoc/>
    public byte[] Open(VariantSeal seal, string edge, string hubExchangeKey, DataKey key, ReadOnlySpan<byte> sealedValues)
    {
        ArgumentNullException.ThrowIfNull(key);
        var material = Unwrap(seal, edge, hubExchangeKey, key.Wrapped)
            ?? throw new SealBrokenException($"the data key of {seal.Object} was not wrapped for this device's key; the hub wraps it anew when it hears of the key (kse describe edge {edge})");
        using var opening = SealKeys.Import(material);
        var values = SealKeys.Cipher.Decrypt(opening, VariantKey.NonceOf(material), VariantKey.About(seal), sealedValues);
        CryptographicOperations.ZeroMemory(material);
        return values ?? throw new SealBrokenException($"the sealed values of {seal.Object} are damaged or belong to another object; they are fetched anew with the next root");
    }

    /// <inheritdoc/>
    public void Dispose() => _agreed.Dispose();

    private byte[]? Unwrap(VariantSeal seal, string edge, string hub, string text)
    {
        if (!Base64Url.IsValid(text, out var length) || length != VariantKey.WrappedLength)
        {
            return null;
        }

        var wrapped = Base64Url.DecodeFromChars(text);
        var about = VariantKey.AboutWrap(seal, edge);
        var key = new byte[SealKeys.KeyLength];
        foreach (var own in _keys())
        {
            if (Agreed(own, hub) is { } agreed && GcmBox.TryOpen(agreed, about, wrapped, key))
            {
                return key;
            }
        }

        return null;
    }

    private byte[]? Agreed(KeyPair own, string hub)
    {
        if (_agreed.Find((hub, own)) is { } known)
        {
            return known;
        }

        var secret = NKeyBytes.Secret(own);
        using var exchange = SealKeys.Exchange(secret);
        var key = SealKeys.Agree(exchange, hub, hub, NKeyBytes.Public(own));
        CryptographicOperations.ZeroMemory(secret);
        return key is null ? null : _agreed.Keep((hub, own), key);
    }
}
