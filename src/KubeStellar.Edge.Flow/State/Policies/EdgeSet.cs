using System.Numerics;
using System.Runtime.CompilerServices;

namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>
/// A set of edges over inventory slots. Few members are kept as a list, so that a fleet in which each edge has a set of its own costs what it has members;
/// many as a bitset: bit <c>s</c> of word <c>s / 64</c> is slot <c>s</c>.
/// </summary>
public sealed class EdgeSet
{
    private const int MostAsList = 128;
    private const int AlwaysBits = 1024;
    private ulong[]? _words;
    private int[] _list = [];
    private int _listed;

    /// <summary>An empty set over slots 0 to <paramref name="slots"/> - 1.</summary>
    public EdgeSet(int slots)
    {
        Slots = slots;
        _words = slots <= AlwaysBits ? new ulong[(slots + 63) / 64] : null;
    }

    /// <summary>A set over given words (taken, not copied).</summary>
    /// <exception cref="ArgumentException">Too few words for the slots.</exception>
    public EdgeSet(int slots, ulong[] words)
    {
        ArgumentNullException.ThrowIfNull(words);
        if (words.Length < (slots + 63) / 64)
            throw new ArgumentException("Too few words for the slots.", nameof(words));
        Slots = slots;
        _words = words;
    }

    /// <summary>Slots that the set ranges over.</summary>
    public int Slots { get; }

    /// <summary>The words; made anew at each call while the set has few members.</summary>
    public ReadOnlySpan<ulong> Words => _words ?? ToWords();

    /// <summary>Members.</summary>
    public int Count
    {
        get
        {
            if (_words is null)
                return _listed;
            var count = 0;
            foreach (var word in _words)
                count += BitOperations.PopCount(word);
            return count;
        }
    }

    /// <summary>The members in rising order when the set is kept as a list; else nothing can be said.</summary>
    internal bool IsList => _words is null;

    /// <summary>The list; empty when the set is kept as bits.</summary>
    internal ReadOnlySpan<int> Listed => _list.AsSpan(0, _listed);

    /// <summary>Whether a slot is a member; false beyond the slots.</summary>
    public bool this[int slot] => _words is null
        ? _list.AsSpan(0, _listed).BinarySearch(slot) >= 0
        : (uint)slot < (uint)Slots && (_words[slot >> 6] >> (slot & 63) & 1) != 0;

    /// <summary>Adds a slot.</summary>
    public void Add(int slot)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)slot, (uint)Slots, nameof(slot));
        if (_words is null && !AddToList(slot))
            _words = ToWords();
        if (_words is not null)
            _words[slot >> 6] |= 1UL << (slot & 63);
    }

    /// <summary>Takes a slot away.</summary>
    public void Remove(int slot)
    {
        if (_words is not null)
        {
            if ((uint)slot < (uint)Slots)
                _words[slot >> 6] &= ~(1UL << (slot & 63));
            return;
        }

        var at = _list.AsSpan(0, _listed).BinarySearch(slot);
        if (at < 0)
            return;
        _list.AsSpan(at + 1, _listed - at - 1).CopyTo(_list.AsSpan(at));
        _listed--;
    }

    /// <summary>Members in rising order.</summary>
    public IEnumerable<int> Members()
    {
        if (_words is null)
        {
            for (var i = 0; i < _listed; i++)
                yield return _list[i];
            yield break;
        }

        for (var w = 0; w < _words.Length; w++)
        {
            for (var bits = _words[w]; bits != 0; bits &= bits - 1)
                yield return (w << 6) + BitOperations.TrailingZeroCount(bits);
        }
    }

    /// <summary>Members in rising order, at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int[] ToArray()
    {
        if (_words is null)
            return [.. Listed];
        var members = new int[Count];
        var count = 0;
        for (var w = 0; w < _words.Length; w++)
        {
            for (var bits = _words[w]; bits != 0; bits &= bits - 1)
                members[count++] = (w << 6) + BitOperations.TrailingZeroCount(bits);
        }

        return members;
    }

    /// <summary>A set of its own with the same members.</summary>
    internal EdgeSet Copy() => _words is null
        ? new EdgeSet(Slots) { _list = [.. Listed], _listed = _listed }
        : new EdgeSet(Slots, [.. _words]);

    private bool AddToList(int slot)
    {
        var at = _listed == 0 || _list[_listed - 1] < slot ? ~_listed : _list.AsSpan(0, _listed).BinarySearch(slot);
        if (at >= 0)
            return true;
        if (_listed == MostAsList)
            return false;
        if (_listed == _list.Length)
            Array.Resize(ref _list, _listed == 0 ? 1 : Math.Max(4, _listed * 2));
        at = ~at;
        _list.AsSpan(at, _listed - at).CopyTo(_list.AsSpan(at + 1));
        _list[at] = slot;
        _listed++;
        return true;
    }

    private ulong[] ToWords()
    {
        var words = new ulong[(Slots + 63) / 64];
        foreach (var slot in Listed)
            words[slot >> 6] |= 1UL << (slot & 63);
        return words;
    }
}
