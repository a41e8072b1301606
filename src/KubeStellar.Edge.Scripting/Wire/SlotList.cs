using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Scripting.Wire;

/// <summary>Slots on the pipe, by whichever is shorter: a list of them (int32), or bits. The first four bytes say which.</summary>
internal static class SlotList
{
    private const int AsList = 0;
    private const int AsBits = 1;

    /// <summary>The members of a set.</summary>
    internal static byte[] Write(EdgeSet set)
    {
        var count = set.Count;
        if (count * 32L > set.Slots)
        {
            return Frame(AsBits, MemoryMarshal.AsBytes(set.Words));
        }

        return Of(set.ToArray());
    }

    /// <summary>Slots, in rising order.</summary>
    internal static byte[] Of(params ReadOnlySpan<int> slots) => Frame(AsList, MemoryMarshal.AsBytes(slots));

    /// <summary>Slots in rising order.</summary>
    /// <exception cref="InvalidDataException">It is no list of slots.</exception>
    internal static int[] Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4)
        {
            throw new InvalidDataException("no slots");
        }

        var kind = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        var body = bytes[4..];
        return kind switch
        {
            AsList when body.Length % 4 == 0 => MemoryMarshal.Cast<byte, int>(body).ToArray(),
            AsBits when body.Length % 8 == 0 => Members(MemoryMarshal.Cast<byte, ulong>(body)),
            _ => throw new InvalidDataException($"slots of kind {kind}"),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[] Members(ReadOnlySpan<ulong> words)
    {
        var count = 0;
        foreach (var word in words)
        {
            count += BitOperations.PopCount(word);
        }

        var slots = new int[count];
        var at = 0;
        for (var w = 0; w < words.Length; w++)
        {
            for (var bits = words[w]; bits != 0; bits &= bits - 1)
            {
                slots[at++] = (w << 6) + BitOperations.TrailingZeroCount(bits);
            }
        }

        return slots;
    }

    private static byte[] Frame(int kind, ReadOnlySpan<byte> body)
    {
        var bytes = new byte[4 + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, kind);
        body.CopyTo(bytes.AsSpan(4));
        return bytes;
    }
}
