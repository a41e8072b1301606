using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>
/// How a content lies in a bucket, a store and a message: its canonical JSON as it is while small; compressed above <see cref="CompressAbove"/>;
/// and as a list of chunks when even that exceeds a message. The key is always the digest of the content itself, a chunk's key that of the chunk's bytes.
/// </summary>
public static class ContentEncoding
{
    /// <summary>Contents up to this many bytes are stored as they are.</summary>
    public const int CompressAbove = 8 * 1024;

    /// <summary>Default for the largest stored value, half of a NATS server's default <c>max_payload</c>.</summary>
    public const int DefaultMaxStored = 512 * 1024;

    /// <summary>Largest content: 16 MiB.</summary>
    public const int MaxContentBytes = 16 * 1024 * 1024;

    private const int MaxParts = 4096;
    private const int FirstGuess = 64 * 1024;

    // Quality 4 takes most of the gain for a small part of the time of the higher ones.
    private const int BrotliQuality = 4;
    private const int BrotliWindow = 22;

    private static ReadOnlySpan<byte> ChunksStart => "{\"$kse:chunks\":"u8;

    /// <summary>First bytes of a compressed content, followed by its size (4 bytes, big endian). JSON never begins with a zero byte.</summary>
    private static ReadOnlySpan<byte> Magic => [0, (byte)'k', (byte)'s', (byte)'b'];

    private const int MagicLength = 8;

    /// <summary>The values to store, parts first: the last is the content's own key, so that a content whose key is there has all its parts. Throws <see cref="ContentRefusedException"/> above <see cref="MaxContentBytes"/>.</summary>
    public static IReadOnlyList<(Digest Key, byte[] Stored)> Encode(ReadOnlyMemory<byte> content, int maxStored = DefaultMaxStored)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxStored, CompressAbove);
        if (content.Length > MaxContentBytes)
        {
            throw new ContentRefusedException($"a content of {content.Length} bytes exceeds the limit of {MaxContentBytes}");
        }

        var key = Digest.Of(content.Span);
        if (content.Length <= CompressAbove)
        {
            return [(key, content.ToArray())];
        }

        var packed = Compress(content.Span);
        var stored = packed ?? content;
        if (stored.Length <= maxStored)
        {
            return [(key, stored.ToArray())];
        }

        return Chunk(key, content.Length, packed is null ? "none" : "br", packed is null ? content : packed.AsMemory(MagicLength), maxStored);
    }

    /// <summary>
    /// The values to upload, parts first, each of which names itself: its key is the digest of its bytes, or stands in it as a chunk list's does. So who receives them
    /// need not be told any key. Throws <see cref="ContentRefusedException"/> above <see cref="MaxContentBytes"/>.
    /// </summary>
    public static IReadOnlyList<(Digest Key, byte[] Stored)> EncodeSelfNamed(ReadOnlyMemory<byte> content, int maxStored = DefaultMaxStored)
    {
        var stored = Encode(content, maxStored);
        return stored is [(var key, var packed)] && packed.AsSpan().StartsWith(Magic)
            ? Chunk(key, content.Length, "br", packed.AsMemory(MagicLength), maxStored)
            : stored;
    }

    /// <summary>True when the stored bytes are a chunk list, whose parts must be fetched before <see cref="Decode"/>.</summary>
    public static bool TryReadChunks(ReadOnlySpan<byte> stored, out ChunkList chunks)
    {
        chunks = null!;
        if (!stored.StartsWith(ChunksStart))
        {
            return false;
        }

        try
        {
            chunks = JsonSerializer.Deserialize(stored, ContentJson.Default.ContentChunks)!.Chunks;
            return !chunks.Parts.Contains(null);
        }
        catch (JsonException)
        {
            // An owner's document that begins alike; it is no list, so it is a content, and its digest tells whether it is the right one.
            return false;
        }
    }

    /// <summary>
    /// The content behind stored bytes. <paramref name="chunk"/> gives the bytes of a part by its digest. Every digest is verified, and no more than the declared size
    /// (at most <see cref="MaxContentBytes"/>) is ever unpacked. Throws <see cref="ContentRefusedException"/>.
    /// </summary>
    public static byte[] Decode(Digest expected, ReadOnlyMemory<byte> stored, Func<Digest, ReadOnlyMemory<byte>> chunk)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        if (stored.Length > MaxContentBytes)
        {
            throw new ContentRefusedException($"stored bytes of {stored.Length} exceed the limit of {MaxContentBytes}");
        }

        byte[] content;
        if (stored.Span.StartsWith(Magic) && stored.Length > MagicLength)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(stored.Span[Magic.Length..]);
            content = Decompress(stored.Span[MagicLength..], size);
        }
        else if (TryReadChunks(stored.Span, out var chunks))
        {
            content = Join(expected, chunks, chunk);
        }
        else
        {
            content = stored.ToArray();
        }

        return Digest.Of(content) == expected ? content : throw new ContentRefusedException($"the bytes are not those of {expected}");
    }

    private static byte[]? Compress(ReadOnlySpan<byte> content)
    {
        // Less than a tenth gained is not worth unpacking at every read.
        var packed = new byte[MagicLength + (int)(content.Length * 9L / 10)];
        if (!BrotliEncoder.TryCompress(content, packed.AsSpan(MagicLength), out var length, BrotliQuality, BrotliWindow))
        {
            return null;
        }

        Magic.CopyTo(packed);
        BinaryPrimitives.WriteUInt32BigEndian(packed.AsSpan(Magic.Length), (uint)content.Length);
        return packed[..(MagicLength + length)];
    }

    private static byte[] Decompress(ReadOnlySpan<byte> packed, long size)
    {
        if (size is <= 0 or > MaxContentBytes)
        {
            throw new ContentRefusedException($"a declared size of {size} bytes is outside 1 to {MaxContentBytes}");
        }

        // What is declared is not believed before it is there: a few bytes must not take 16 MiB.
        var content = new byte[Math.Min(size, FirstGuess + (packed.Length * 8L))];
        using var decoder = new BrotliDecoder();
        var written = 0;
        while (true)
        {
            var status = decoder.Decompress(packed, content.AsSpan(written), out var consumed, out var made);
            packed = packed[consumed..];
            written += made;
            if (status == OperationStatus.Done && written == size && packed.IsEmpty)
            {
                return content.Length == size ? content : content[..written];
            }

            if (status != OperationStatus.DestinationTooSmall || content.Length == size)
            {
                throw new ContentRefusedException($"the compressed bytes do not unpack to the {size} bytes that they declare");
            }

            Array.Resize(ref content, (int)Math.Min(size, content.Length * 2L));
        }
    }

    private static List<(Digest, byte[])> Chunk(Digest key, int size, string encoding, ReadOnlyMemory<byte> encoded, int maxStored)
    {
        var stored = new List<(Digest, byte[])>();
        var parts = new List<ContentPart>();
        for (var at = 0; at < encoded.Length; at += maxStored)
        {
            var bytes = encoded.Slice(at, Math.Min(maxStored, encoded.Length - at)).ToArray();
            var digest = Digest.Of(bytes);
            parts.Add(new ContentPart(digest, bytes.Length));
            stored.Add((digest, bytes));
        }

        stored.Add((key, JsonSerializer.SerializeToUtf8Bytes(new ContentChunks(new ChunkList(key, size, encoding, parts)), ContentJson.Default.ContentChunks)));
        return stored;
    }

    private static byte[] Join(Digest expected, ChunkList chunks, Func<Digest, ReadOnlyMemory<byte>> chunk)
    {
        var total = chunks.Parts.Sum(part => (long?)part?.Size ?? 0);
        if (chunks.Digest != expected || chunks.Parts.Count is 0 or > MaxParts || chunks.Parts.Any(part => part is not { Size: > 0 })
            || total > MaxContentBytes || chunks.Size is <= 0 or > MaxContentBytes || chunks.Encoding is not ("br" or "none"))
        {
            throw new ContentRefusedException($"the chunk list of {expected} contradicts itself or exceeds the limits");
        }

        // Nothing of the declared size is taken before every part is there.
        var fetched = chunks.Parts.Select(part => (part.Digest, part.Size, Bytes: chunk(part.Digest))).ToList();
        if (fetched.Find(part => part.Bytes.Length != part.Size || Digest.Of(part.Bytes.Span) != part.Digest) is { Size: > 0 } wrong)
        {
            throw new ContentRefusedException($"the chunk {wrong.Digest} of {expected} is not what its digest says");
        }

        var joined = new byte[total];
        var at = 0;
        foreach (var (_, size, bytes) in fetched)
        {
            bytes.Span.CopyTo(joined.AsSpan(at));
            at += size;
        }

        return chunks.Encoding == "br" ? Decompress(joined, chunks.Size) : joined;
    }
}
