using System.Runtime.CompilerServices;
using System.Text.Json;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Scripting.Wire;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>An answer about many edges: the distinct outcomes, and which edges have which.</summary>
internal sealed class EdgeGroups
{
    private const int FewMembers = 128;
    private readonly int _slots;
    private readonly int[] _members;
    private readonly int[] _numbers;

    private EdgeGroups(int slots, int[] members, int[] numbers, IReadOnlyList<JsonElement> outcomes) =>
        (_slots, _members, _numbers, Outcomes) = (slots, members, numbers, outcomes);

    /// <summary>Distinct outcomes.</summary>
    internal IReadOnlyList<JsonElement> Outcomes { get; }

    /// <summary>Reads an answer about the members of a set.</summary>
    /// <exception cref="InvalidDataException">It does not fit the question.</exception>
    internal static EdgeGroups Read(HostAnswer answer, EdgeSet asked)
    {
        var outcomes = new List<JsonElement>();
        foreach (var page in answer.Pages)
        {
            // The outcomes are slices of their page, which lives as long as one of them.
            outcomes.AddRange(JsonElement.Parse(page, new JsonDocumentOptions { MaxDepth = 256 }).EnumerateArray());
        }

        return Of(answer, asked, outcomes, outcomes.Count);
    }

    /// <summary>As <see cref="Read"/>, of outcomes that were read already.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="asked">Who was asked about.</param>
    /// <param name="outcomes">The outcomes.</param>
    /// <param name="most">The highest number.</param>
    internal static EdgeGroups Of(HostAnswer answer, EdgeSet asked, IReadOnlyList<JsonElement> outcomes, int most)
    {
        var members = asked.ToArray();
        return new EdgeGroups(asked.Slots, members, GroupNumbers.Read(answer.Numbers, members.Length, most), outcomes);
    }

    /// <summary>Per number (0 to <paramref name="most"/>) the edges that have it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal EdgeSet[] Sets(int most)
    {
        var counts = new int[most + 1];
        foreach (var number in _numbers)
        {
            counts[number]++;
        }

        var words = new ulong[most + 1][];
        var sets = new EdgeSet[most + 1];
        for (var number = 0; number <= most; number++)
        {
            words[number] = counts[number] > FewMembers ? new ulong[(_slots + 63) / 64] : [];
            sets[number] = counts[number] > FewMembers ? new EdgeSet(_slots, words[number]) : new EdgeSet(_slots);
        }

        for (var i = 0; i < _members.Length; i++)
        {
            var slot = _members[i];
            var bits = words[_numbers[i]];
            if (bits.Length > 0)
            {
                bits[slot >> 6] |= 1UL << (slot & 63);
            }
            else
            {
                sets[_numbers[i]].Add(slot);
            }
        }

        return sets;
    }

    /// <summary>The edges whose number is marked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal EdgeSet Where(bool[] marked)
    {
        if (_members.Length <= FewMembers)
        {
            var few = new EdgeSet(_slots);
            for (var i = 0; i < _members.Length; i++)
            {
                if (marked[_numbers[i]])
                {
                    few.Add(_members[i]);
                }
            }

            return few;
        }

        var words = new ulong[(_slots + 63) / 64];
        for (var i = 0; i < _members.Length; i++)
        {
            if (marked[_numbers[i]])
            {
                words[_members[i] >> 6] |= 1UL << (_members[i] & 63);
            }
        }

        return new EdgeSet(_slots, words);
    }
}
