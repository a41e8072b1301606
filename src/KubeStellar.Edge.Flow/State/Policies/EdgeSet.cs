using System.Numerics;

namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>A set of edges as a bitset over inventory slots. Bit <c>s</c> of word <c>s / 64</c> is slot <c>s</c>; little-endian on the wire to the policy host.</summary>
public sealed class EdgeSet
{
    private readonly ulong[] _words;

    /// <summary>An empty set over slots 0 to <paramref name="slots"/> - 1.</summary>
    public EdgeSet(int slots)
        : this(slots, new ulong[(slots + 63) / 64])
    {
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

    /// <summary>The words.</summary>
    public ReadOnlySpan<ulong> Words => _words;

    /// <summary>Members.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var word in _words)
                count += BitOperations.PopCount(word);
            return count;
        }
    }

    /// <summary>Whether a slot is a member; false beyond the slots.</summary>
    public bool this[int slot] => (uint)slot < (uint)Slots && (_words[slot >> 6] >> (slot & 63) & 1) != 0;

    /// <summary>Adds a slot.</summary>
    public void Add(int slot) => _words[slot >> 6] |= 1UL << (slot & 63);

    /// <summary>Takes a slot away.</summary>
    public void Remove(int slot) => _words[slot >> 6] &= ~(1UL << (slot & 63));

    /// <summary>Members in rising order.</summary>
    public IEnumerable<int> Members()
    {
        for (var w = 0; w < _words.Length; w++)
        {
            for (var bits = _words[w]; bits != 0; bits &= bits - 1)
                yield return (w << 6) + BitOperations.TrailingZeroCount(bits);
        }
    }
}
