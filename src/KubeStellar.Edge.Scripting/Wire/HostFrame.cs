using System.Buffers.Binary;

namespace KubeStellar.Edge.Scripting.Wire;

/// <summary>One message on the pipe: count of segments, their lengths (uint32, little-endian), their bytes. Segment 0 is the JSON header.</summary>
internal static class HostFrame
{
    private const int MaxSegments = 256;
    private const int MaxBytes = 256 * 1024 * 1024;

    /// <summary>Writes one message and flushes.</summary>
    internal static async Task WriteAsync(Stream stream, IReadOnlyList<ReadOnlyMemory<byte>> segments, CancellationToken token)
    {
        var head = new byte[4 * (segments.Count + 1)];
        BinaryPrimitives.WriteUInt32LittleEndian(head, (uint)segments.Count);
        for (var i = 0; i < segments.Count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(4 * (i + 1)), (uint)segments[i].Length);
        }

        // One write for what is small: a pipe wakes its reader at each.
        var small = segments.Sum(s => (long)s.Length) <= 65_536;
        if (small)
        {
            var all = new byte[head.Length + segments.Sum(s => s.Length)];
            head.CopyTo(all, 0);
            var at = head.Length;
            foreach (var segment in segments)
            {
                segment.CopyTo(all.AsMemory(at));
                at += segment.Length;
            }

            await stream.WriteAsync(all, token);
        }
        else
        {
            await stream.WriteAsync(head, token);
            foreach (var segment in segments)
            {
                await stream.WriteAsync(segment, token);
            }
        }

        await stream.FlushAsync(token);
    }

    /// <summary>Reads one message; null at the end of the stream, also in the middle of a message.</summary>
    /// <exception cref="InvalidDataException">It is no message.</exception>
    internal static async Task<byte[][]?> ReadAsync(Stream stream, CancellationToken token)
    {
        var word = new byte[4];
        if (!await FillAsync(stream, word, token))
        {
            return null;
        }

        var count = BinaryPrimitives.ReadUInt32LittleEndian(word);
        if (count is 0 or > MaxSegments)
        {
            throw new InvalidDataException($"a message of {count} segments");
        }

        var lengths = new byte[4 * count];
        if (!await FillAsync(stream, lengths, token))
        {
            return null;
        }

        var segments = new byte[count][];
        long sum = 0;
        for (var i = 0; i < count; i++)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(lengths.AsSpan(4 * i));
            sum += length;
            if (sum > MaxBytes)
            {
                throw new InvalidDataException("a message above the limit");
            }

            segments[i] = new byte[length];
            if (!await FillAsync(stream, segments[i], token))
            {
                return null;
            }
        }

        return segments;
    }

    private static async Task<bool> FillAsync(Stream stream, Memory<byte> buffer, CancellationToken token) =>
        await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, token) == buffer.Length;
}
