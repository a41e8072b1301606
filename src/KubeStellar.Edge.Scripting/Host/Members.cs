using System.Buffers;
using KubeStellar.Edge.Scripting.Wire;
using Microsoft.ClearScript;
using Microsoft.ClearScript.JavaScript;

namespace KubeStellar.Edge.Scripting.Host;

/// <summary>
/// The edges that an isolate is asked about, in arrays that it shares with its kernel: their slots, and the number of each one's outcome. Many questions are about the
/// same edges, so the last ones stay.
/// </summary>
internal sealed class Members(ScriptObject kernel)
{
    private const int Least = 1024;
    private const int MostAhead = 1 << 20;
    private ITypedArray<int>? _members;
    private ITypedArray<int>? _numbers;
    private int _room;
    private byte[] _asked = [];
    private int[] _slots = [];

    /// <summary>Has the kernel see the slots of a segment.</summary>
    /// <returns>How many they are.</returns>
    internal int Take(byte[] segment)
    {
        if (segment.AsSpan().SequenceEqual(_asked))
        {
            return _slots.Length;
        }

        _slots = SlotList.Read(segment);
        Write(_slots, []);
        _asked = segment;
        return _slots.Length;
    }

    /// <summary>Has the kernel see the slots of a segment, and after them those of another.</summary>
    /// <returns>How many each.</returns>
    internal (int First, int Second) Take(byte[] segment, byte[] other)
    {
        _slots = SlotList.Read(segment);
        _asked = [];
        var others = SlotList.Read(other);
        Write(_slots, others);
        return (_slots.Length, others.Length);
    }

    /// <summary>The outcomes' numbers of those that were taken last, as they cross the pipe.</summary>
    internal byte[] Numbers()
    {
        if (_slots.Length == 0)
        {
            return GroupNumbers.Write([], []);
        }

        var numbers = ArrayPool<int>.Shared.Rent(_slots.Length);
        _numbers!.Read(0, (ulong)_slots.Length, numbers, 0);
        var written = GroupNumbers.Write(_slots, numbers.AsSpan(0, _slots.Length));
        ArrayPool<int>.Shared.Return(numbers);
        return written;
    }

    private void Write(int[] slots, int[] others)
    {
        var count = slots.Length + others.Length;
        if (_members is null || count > _room)
        {
            _room = Math.Max(count, Math.Max(Least, Math.Min(_room * 2, MostAhead)));
            var arrays = (ScriptObject)kernel.InvokeMethod("reserve", _room);
            _members = (ITypedArray<int>)arrays.GetProperty(0);
            _numbers = (ITypedArray<int>)arrays.GetProperty(1);
        }

        if (slots.Length > 0)
        {
            _members.Write(slots, 0, (ulong)slots.Length, 0);
        }

        if (others.Length > 0)
        {
            _members.Write(others, 0, (ulong)others.Length, (ulong)slots.Length);
        }
    }
}
