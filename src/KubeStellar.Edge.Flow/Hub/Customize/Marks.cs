using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Hub.Customize;

/// <summary>
/// Marks are summed per edge, so that a changed object costs two additions and not a walk over all objects. The salt is secret and new in each
/// process: nobody can choose contents whose sums collide.
/// </summary>
internal sealed class Marks
{
    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(32);

    /// <summary>The mark of an object's variant.</summary>
    public UInt128 Of(ObjectKey key, Digest content) => Of(key.ToString(), content);

    /// <summary>The mark of anything else that tells manifests apart.</summary>
    public UInt128 Of(string name, Digest content)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        var text = new byte[_salt.Length + Digest.Size + bytes.Length];
        _salt.CopyTo(text, 0);
        content.CopyTo(text.AsSpan(_salt.Length));
        bytes.CopyTo(text, _salt.Length + Digest.Size);
        Span<byte> hash = stackalloc byte[Digest.Size];
        SHA256.HashData(text, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
