using System.Security.Cryptography;
using System.Text;
using KubeStellar.Edge.Flow.State.Identity;

namespace KubeStellar.Edge.TestKit.Memory.Edge;

/// <summary>Signatures that only tests believe: a hash over key and message.</summary>
public sealed class FakeSignature(string key) : IRootSigner, IRootVerifier
{
    public string PublicKey => key;

    public byte[] Sign(ReadOnlySpan<byte> message) => Make(key, message);

    public bool Verify(string publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => Make(publicKey, message).AsSpan().SequenceEqual(signature);

    private static byte[] Make(string key, ReadOnlySpan<byte> message) => SHA512.HashData([.. Encoding.UTF8.GetBytes(key), .. message]);
}
