using System.Runtime.CompilerServices;
using System.Text.Json;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Scripting.Wire;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>An answer about many edges: the distinct outcomes, and which edges have which.</summary>
internal sealed class EdgeGroups
{
    private const int FewMembers = 128;
    private readonly HostAnswer _answer;
    private readonly EdgeSet _asked;
    private readonly int _most;
    private EdgeSet[]? _sets;

    /// <summary>An answer whose outcomes were read already; <paramref name="most"/> is the highest number.</summary>
    internal EdgeGroups(HostAnswer answer, EdgeSet asked, IReadOnlyList<JsonElement> outcomes, int most) =>
        (_answer, _asked, Outcomes, _most) = (answer, asked, outcomes, most);

    /// <summary>Distinct outcomes, from number 1.</summary>
    internal IReadOnlyList<JsonElement> Outcomes { get; }

    /// <summary>Reads an answer about the members of a set.</summary>
    internal static EdgeGroups Read(HostAnswer answer, EdgeSet asked)
    {
        var outcomes = new List<JsonElement>();
        foreach (var page in answer.Pages)
        {
            // The outcomes are slices of their page, which lives as long as one of them.
            outcomes.AddRange(JsonElement.Parse(page, new JsonDocumentOptions { MaxDepth = 256 }).EnumerateArray());
        }

        return new EdgeGroups(answer, asked, outcomes, outcomes.Count);
    }

    /// <summary>The edges that have an outcome, by its number.</summary>
    /// <exception cref="InvalidDataException">The answer does not fit the question.</exception>
    internal EdgeSet Of(int number) => (_sets ??= Sets())[number];

    /// <summary>The edges that have one of the outcomes that are marked, by their numbers.</summary>
    /// <exception cref="InvalidDataException">The answer does not fit the question.</exception>
    internal EdgeSet Where(bool[] marked)
    {
        var chosen = Enumerable.Range(1, _most).Where(number => marked[number]).ToList();
        if (chosen.Count == 0)
        {
            return new EdgeSet(_asked.Slots);
        }

        if (chosen.Count == 1)
        {
            return Of(chosen[0]);
        }

        var words = new ulong[(_asked.Slots + 63) / 64];
        foreach (var number in chosen)
        {
            var set = Of(number);
            foreach (var slot in set.Count > FewMembers ? [] : set.Members())
            {
                words[slot >> 6] |= 1UL << (slot & 63);
            }

            for (var w = 0; set.Count > FewMembers && w < words.Length; w++)
            {
                words[w] |= set.Words[w];
            }
        }

        return new EdgeSet(_asked.Slots, words);
    }

    private EdgeSet[] Sets()
    {
        var runs = GroupNumbers.Runs(_answer.Numbers);
        if (runs == 0)
        {
            return ByNumber(GroupNumbers.Numbers(_answer.Numbers, _asked.Count, _most));
        }

        var sets = new EdgeSet[_most + 1];
        for (var number = 0; number <= _most; number++)
        {
            sets[number] = number > 0 && number <= runs
                ? new EdgeSet(_asked.Slots, GroupNumbers.Run(_answer.Numbers, number, _asked.Slots))
                : new EdgeSet(_asked.Slots);
        }

        return sets;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private EdgeSet[] ByNumber(int[] numbers)
    {
        var counts = new int[_most + 1];
        foreach (var number in numbers)
        {
            counts[number]++;
        }

        var words = new ulong[_most + 1][];
        var sets = new EdgeSet[_most + 1];
        for (var number = 0; number <= _most; number++)
        {
            words[number] = counts[number] > FewMembers ? new ulong[(_asked.Slots + 63) / 64] : [];
            sets[number] = counts[number] > FewMembers ? new EdgeSet(_asked.Slots, words[number]) : new EdgeSet(_asked.Slots);
        }

        var members = _asked.ToArray();
        for (var i = 0; i < members.Length; i++)
        {
            var slot = members[i];
            var bits = words[numbers[i]];
            if (bits.Length > 0)
            {
                bits[slot >> 6] |= 1UL << (slot & 63);
            }
            else
            {
                sets[numbers[i]].Add(slot);
            }
        }

        return sets;
    }
}
