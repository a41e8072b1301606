using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KubeStellar.Edge.Scripting.Wire;

/// <summary>
/// Which member has which outcome (0: there is no edge), on the pipe. Few outcomes of many members are bits over the slots, one run of words for each outcome
/// from 1, so that nobody walks over the members again; else each member has its number, an int32. The first four bytes say how many runs there are; 0: numbers.
/// </summary>
internal static class GroupNumbers
{
    private const int MostRuns = 8;
    private const int FewMembers = 1024;

    /// <summary>The numbers of members, whose slots rise.</summary>
    internal static byte[] Write(ReadOnlySpan<int> slots, ReadOnlySpan<int> numbers)
    {
        var most = Most(numbers);
        if (most is 0 or > MostRuns || slots.Length < FewMembers)
        {
            var list = new byte[4 + (4 * numbers.Length)];
            MemoryMarshal.AsBytes(numbers).CopyTo(list.AsSpan(4));
            return list;
        }

        var words = (slots[^1] >> 6) + 1;
        var bytes = new byte[8 + (most * words * 8)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, most);
        Mark(slots, numbers, MemoryMarshal.Cast<byte, ulong>(bytes.AsSpan(8)), words);
        return bytes;
    }

    /// <summary>Whether the answer is bits, and for how many outcomes.</summary>
    internal static int Runs(ReadOnlySpan<byte> bytes) => bytes.Length < 4 ? 0 : BinaryPrimitives.ReadInt32LittleEndian(bytes);

    /// <summary>The words of one outcome, from 1.</summary>
    /// <exception cref="InvalidDataException">They do not fit so many slots.</exception>
    internal static ulong[] Run(ReadOnlySpan<byte> bytes, int number, int slots)
    {
        var all = MemoryMarshal.Cast<byte, ulong>(bytes[8..]);
        var words = all.Length / Runs(bytes);
        var run = new ulong[(slots + 63) / 64];
        if (words > run.Length)
        {
            throw new InvalidDataException($"bits of {words} words for {slots} slots");
        }

        all.Slice((number - 1) * words, words).CopyTo(run);
        return run;
    }

    /// <summary>The numbers of so many members.</summary>
    /// <exception cref="InvalidDataException">There are more or fewer, or one is above <paramref name="most"/>.</exception>
    internal static int[] Numbers(ReadOnlySpan<byte> bytes, int members, int most)
    {
        if (bytes.Length != 4 + (members * 4L))
        {
            throw new InvalidDataException($"{bytes.Length} bytes for {members} edges");
        }

        var numbers = MemoryMarshal.Cast<byte, int>(bytes[4..]).ToArray();
        return numbers.AsSpan().ContainsAnyExceptInRange(0, most) ? throw new InvalidDataException("an outcome that is not there") : numbers;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Most(ReadOnlySpan<int> numbers)
    {
        var most = 0;
        foreach (var number in numbers)
        {
            most = Math.Max(most, number);
        }

        return most;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mark(ReadOnlySpan<int> slots, ReadOnlySpan<int> numbers, Span<ulong> runs, int words)
    {
        for (var i = 0; i < slots.Length; i++)
        {
            if (numbers[i] > 0)
            {
                runs[((numbers[i] - 1) * words) + (slots[i] >> 6)] |= 1UL << (slots[i] & 63);
            }
        }
    }
}
