using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Flow.State.Secrets;

namespace KubeStellar.Edge.TestKit.Memory;

/// <summary>Both sides of data keys with what the real ones promise (whoever has another key, or altered bytes, opens nothing), but with keys that anybody can derive.</summary>
public sealed class MemoryVariantSealer(string hub = "memory-hub") : IVariantSealer
{
    private const int Nonce = 12;
    private const int Tag = 16;
    private int _ids;
    private int _wraps;

    /// <summary>Wraps made.</summary>
    public int Wraps => _wraps;

    /// <summary>Ids handed out.</summary>
    public int Ids => _ids;

    /// <summary>Exchange keys that are none.</summary>
    public ConcurrentDictionary<string, bool> Useless { get; } = new(StringComparer.Ordinal);

    public string ExchangeKey => hub;

    public string NewKeyId() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Interlocked.Increment(ref _ids).ToString("d16", CultureInfo.InvariantCulture)));

    public byte[] Seal(VariantSeal seal, ReadOnlySpan<byte> values) => Encrypt(KeyOf(hub, seal), values);

    /// <summary>Those that were agreed with ahead.</summary>
    public ConcurrentDictionary<string, bool> Agreed { get; } = new(StringComparer.Ordinal);

    public bool Agree(string exchangeKey) => Agreed[exchangeKey] = !Useless.ContainsKey(exchangeKey);

    public string Wrap(VariantSeal seal, string edge, string exchangeKey)
    {
        if (Useless.ContainsKey(exchangeKey))
        {
            throw new SealBrokenException($"edge {edge} has no usable key");
        }

        Interlocked.Increment(ref _wraps);
        return Base64Url.EncodeToString(Encrypt(Hash($"{hub}|{exchangeKey}|{edge}|{seal}"), KeyOf(hub, seal)));
    }

    /// <summary>Opens with a device's exchange key.</summary>
    public static IVariantOpener Opener(string exchangeKey) => new Device(exchangeKey);

    private static byte[] KeyOf(string hub, VariantSeal seal) => Hash($"{hub}|{seal}");

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static byte[] Encrypt(byte[] key, ReadOnlySpan<byte> plain)
    {
        using var aes = new AesGcm(key, Tag);
        var bytes = new byte[plain.Length + Tag];
        aes.Encrypt(new byte[Nonce], plain, bytes.AsSpan(0, plain.Length), bytes.AsSpan(plain.Length));
        return bytes;
    }

    private static byte[]? Decrypt(byte[] key, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Tag)
        {
            return null;
        }

        using var aes = new AesGcm(key, Tag);
        var plain = new byte[bytes.Length - Tag];
        try
        {
            aes.Decrypt(new byte[Nonce], bytes[..^Tag], bytes[^Tag..], plain);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private sealed class Device(string exchangeKey) : IVariantOpener
    {
        public byte[] Open(VariantSeal seal, string edge, string hubExchangeKey, DataKey key, ReadOnlySpan<byte> sealedValues)
        {
            var material = Decrypt(Hash($"{hubExchangeKey}|{exchangeKey}|{edge}|{seal}"), Base64Url.DecodeFromChars(key.Wrapped))
                ?? throw new SealBrokenException($"the data key of {seal.Object} was not wrapped for this device's key");
            return Decrypt(material, sealedValues) ?? throw new SealBrokenException($"the sealed values of {seal.Object} are damaged");
        }
    }
}
