using System.Buffers;
using System.Numerics;
using System.Security.Cryptography;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>
/// A Merkle tree over a batch of roots, so that one signature serves the batch and each edge gets a proof of its own.
/// As RFC 6962: a leaf is SHA-256(0x00 || bytes), a node SHA-256(0x01 || left || right), the odd node of a level moves up unchanged.
/// </summary>
public sealed class MerkleTree
{
    private readonly Digest[][] _levels;

    private MerkleTree(Digest[][] levels) => _levels = levels;

    /// <summary>What is signed.</summary>
    public Digest Root => _levels[^1][0];

    /// <summary>Number of leaves.</summary>
    public int Count => _levels[0].Length;

    /// <summary>The hash of a leaf's bytes.</summary>
    public static Digest LeafHash(ReadOnlySpan<byte> bytes)
    {
        const int OnStack = 1024;
        byte[]? rented = null;
        var buffer = bytes.Length < OnStack ? stackalloc byte[OnStack] : rented = ArrayPool<byte>.Shared.Rent(bytes.Length + 1);
        buffer[0] = 0;
        bytes.CopyTo(buffer[1..]);
        var digest = Digest.Of(buffer[..(bytes.Length + 1)]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return digest;
    }

    /// <summary>The tree over leaf hashes in their order; at least one.</summary>
    public static MerkleTree Build(ReadOnlySpan<Digest> leafHashes)
    {
        if (leafHashes.IsEmpty)
        {
            throw new ArgumentException("a tree has at least one leaf", nameof(leafHashes));
        }

        var levels = new List<Digest[]> { leafHashes.ToArray() };
        while (levels[^1].Length > 1)
        {
            var below = levels[^1];
            var level = new Digest[(below.Length + 1) / 2];
            for (var i = 0; i < level.Length; i++)
            {
                level[i] = (2 * i) + 1 < below.Length ? Node(below[2 * i], below[(2 * i) + 1]) : below[2 * i];
            }

            levels.Add(level);
        }

        return new MerkleTree([.. levels]);
    }

    /// <summary>The siblings from the leaf to the root; a level where the node moved up unchanged has none.</summary>
    public Digest[] Proof(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var proof = new List<Digest>(BitOperations.Log2((uint)Count) + 1);
        foreach (var level in _levels.AsSpan(0, _levels.Length - 1))
        {
            if ((index ^ 1) < level.Length)
            {
                proof.Add(level[index ^ 1]);
            }

            index >>= 1;
        }

        return [.. proof];
    }

    /// <summary>The root that a leaf and its siblings lead to; null when the proof does not fit the place. Whether it is the right root is the signature's to say.</summary>
    public static Digest? RootOf(Digest leafHash, int index, int count, ReadOnlySpan<Digest> proof)
    {
        if (index < 0 || count <= 0 || index >= count)
        {
            return null;
        }

        var hash = leafHash;
        var used = 0;
        for (var length = count; length > 1; length -= length / 2, index >>= 1)
        {
            if ((index ^ 1) >= length)
            {
                continue;
            }

            if (used == proof.Length)
            {
                return null;
            }

            hash = (index & 1) == 0 ? Node(hash, proof[used]) : Node(proof[used], hash);
            used++;
        }

        return used == proof.Length ? hash : null;
    }

    /// <summary>True when the leaf is the one at <paramref name="index"/> of the <paramref name="count"/> leaves under <paramref name="root"/>. Anything malformed is false.</summary>
    public static bool Verify(Digest leafHash, int index, int count, ReadOnlySpan<Digest> proof, Digest root) =>
        RootOf(leafHash, index, count, proof) == root;

    private static Digest Node(Digest left, Digest right)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * Digest.Size)];
        bytes[0] = 1;
        left.CopyTo(bytes[1..]);
        right.CopyTo(bytes[(1 + Digest.Size)..]);
        Span<byte> hash = stackalloc byte[Digest.Size];
        SHA256.HashData(bytes, hash);
        return Digest.FromBytes(hash);
    }
}
