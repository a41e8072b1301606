using System.Buffers.Text;
using System.Security.Cryptography;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>The bytes within NKeys, and what is made with them.</summary>
internal static class NKeyBytes
{
    internal const int KeyLength = 32;
    private const int SignatureLength = 64;

    /// <summary>The 32 secret bytes. The caller wipes them.</summary>
    internal static byte[] Secret(KeyPair key)
    {
        var raw = Decode(key.GetSeed());
        var secret = raw.AsSpan(2, KeyLength).ToArray();
        CryptographicOperations.ZeroMemory(raw);
        return secret;
    }

    /// <summary>The 32 public bytes, base64url.</summary>
    internal static string Public(KeyPair key) => Base64Url.EncodeToString(Decode(key.GetPublicKey()).AsSpan(1, KeyLength));

    /// <summary>The key's signature.</summary>
    internal static byte[] Sign(KeyPair key, byte[] message)
    {
        var signature = new byte[SignatureLength];
        key.Sign(message, signature);
        return signature;
    }

    private static byte[] Decode(string text)
    {
        var raw = new byte[Base32.GetDataLength(text)];
        _ = Base32.FromBase32(text, raw);
        return raw;
    }
}
