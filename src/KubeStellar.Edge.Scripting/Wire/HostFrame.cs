using System.Buffers.Binary;

namespace KubeStellar.Edge.Scripting.Wire;

/// <summary>
/// Messages on a stream: count of segments, their lengths (uint32, little-endian), their bytes. Segment 0 is the JSON header.
/// Read and written with no task between: waking another thread costs more than most messages do.
/// </summary>
internal sealed class HostFrame(Stream stream)
{
    private const int MaxSegments = 256;
    private const int MaxBytes = 256 * 1024 * 1024;
    private const int Small = 65_536;
    private readonly byte[] _ahead = new byte[Small];
    private int _from;
    private int _to;

    /// <summary>Writes one message.</summary>
    internal static void Write(Stream stream, params IReadOnlyList<ReadOnlyMemory<byte>> segments)
    {
        var head = 4 * (segments.Count + 1);
        var body = segments.Sum(s => (long)s.Length);
        // One write for what is small: a pipe wakes its reader at each.
        var bytes = new byte[body <= Small ? head + (int)body : head];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)segments.Count);
        for (var i = 0; i < segments.Count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * (i + 1)), (uint)segments[i].Length);
        }

        if (body <= Small)
        {
            foreach (var segment in segments)
            {
                segment.CopyTo(bytes.AsMemory(head));
                head += segment.Length;
            }

            stream.Write(bytes);
        }
        else
        {
            stream.Write(bytes);
            foreach (var segment in segments)
            {
                stream.Write(segment.Span);
            }
        }

        stream.Flush();
    }

    /// <summary>Reads one message; null at the end of the stream, also in the middle of a message.</summary>
    /// <exception cref="InvalidDataException">It is no message.</exception>
    internal byte[][]? Read()
    {
        Span<byte> word = stackalloc byte[4];
        if (!Fill(word))
        {
            return null;
        }

        var count = BinaryPrimitives.ReadUInt32LittleEndian(word);
        if (count is 0 or > MaxSegments)
        {
            throw new InvalidDataException($"a message of {count} segments");
        }

        Span<byte> lengths = stackalloc byte[4 * MaxSegments];
        lengths = lengths[..(4 * (int)count)];
        if (!Fill(lengths))
        {
            return null;
        }

        var segments = new byte[count][];
        long sum = 0;
        for (var i = 0; i < count; i++)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(lengths[(4 * i)..]);
            sum += length;
            if (sum > MaxBytes)
            {
                throw new InvalidDataException("a message above the limit");
            }

            segments[i] = new byte[length];
            if (!Fill(segments[i]))
            {
                return null;
            }
        }

        return segments;
    }

    /// <summary>Fills from what was read ahead, then from the stream.</summary>
    private bool Fill(Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_from == _to)
            {
                if (bytes.Length >= Small)
                {
                    return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;
                }

                (_from, _to) = (0, stream.Read(_ahead));
                if (_to == 0)
                {
                    return false;
                }
            }

            var taken = Math.Min(bytes.Length, _to - _from);
            _ahead.AsSpan(_from, taken).CopyTo(bytes);
            _from += taken;
            bytes = bytes[taken..];
        }

        return true;
    }
}
