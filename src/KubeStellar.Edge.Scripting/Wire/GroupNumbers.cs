using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KubeStellar.Edge.Scripting.Wire;

/// <summary>The number of each member's outcome on the pipe: a byte each where there are few outcomes, else an int32. 0: there is no edge.</summary>
internal static class GroupNumbers
{
    /// <summary>The bytes of so many numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static byte[] Write(ReadOnlySpan<int> numbers)
    {
        var most = 0;
        foreach (var number in numbers)
        {
            most = Math.Max(most, number);
        }

        if (most > byte.MaxValue)
        {
            return MemoryMarshal.AsBytes(numbers).ToArray();
        }

        var bytes = new byte[numbers.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)numbers[i];
        }

        return bytes;
    }

    /// <summary>The numbers of so many members.</summary>
    /// <exception cref="InvalidDataException">There are more or fewer, or one is above <paramref name="most"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int[] Read(ReadOnlySpan<byte> bytes, int members, int most)
    {
        var numbers = new int[members];
        if (bytes.Length == members)
        {
            for (var i = 0; i < members; i++)
            {
                numbers[i] = bytes[i];
            }
        }
        else if (bytes.Length == members * 4L)
        {
            MemoryMarshal.Cast<byte, int>(bytes).CopyTo(numbers);
        }
        else
        {
            throw new InvalidDataException($"{bytes.Length} bytes for {members} edges");
        }

        return numbers.AsSpan().ContainsAnyExceptInRange(0, most) ? throw new InvalidDataException("an outcome that is not there") : numbers;
    }
}
