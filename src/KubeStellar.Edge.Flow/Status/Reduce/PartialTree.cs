using System.Text.Json;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>
/// A balanced tree of partials: its leaves are edges, every node the combination of its children. Changed leaves are combined anew level by level, one crossing a level,
/// so n changes cost at most n log(edges) combinations in log(edges) crossings. An empty leaf takes part in nothing, so taking an edge out is exact.
/// </summary>
internal sealed class PartialTree
{
    private readonly List<JsonElement?[]> _levels = [new JsonElement?[1]];
    private readonly HashSet<int> _dirty = [];

    /// <summary>The combination of all leaves; null when all are empty. As of the last combining.</summary>
    internal JsonElement? Top => _levels[^1][0];

    /// <summary>Whether leaves changed since the last combining that ended well.</summary>
    internal bool Dirty => _dirty.Count > 0;

    /// <summary>Sets or empties a leaf.</summary>
    internal void Set(int slot, JsonElement? value)
    {
        while (slot >= _levels[0].Length)
            Grow();
        _levels[0][slot] = value;
        _dirty.Add(slot);
    }

    /// <summary>Combines what changed. On a fault the changes stay due, and the top is not to be used.</summary>
    /// <param name="combine">Combines pairs in one crossing, answers in order.</param>
    internal async Task<PolicyFault?> CombineAsync(Func<IReadOnlyList<(JsonElement Left, JsonElement Right)>, Task<PolicyOutcome<IReadOnlyList<JsonElement>>>> combine)
    {
        var changed = _dirty.ToHashSet();
        for (var level = 1; level < _levels.Count; level++)
        {
            var below = _levels[level - 1];
            var nodes = changed.Select(child => child >> 1).Distinct().ToList();
            var pairs = new List<(JsonElement, JsonElement)>();
            var places = new List<int>();
            foreach (var node in nodes)
            {
                var left = below[2 * node];
                var right = below[(2 * node) + 1];
                if (left is { } a && right is { } b)
                {
                    pairs.Add((a, b));
                    places.Add(node);
                }
                else
                {
                    _levels[level][node] = left ?? right;
                }
            }

            if (pairs.Count > 0)
            {
                var outcome = await combine(pairs);
                if (!outcome.Ok)
                    return outcome.Fault;
                for (var i = 0; i < places.Count; i++)
                    _levels[level][places[i]] = outcome.Value[i];
            }

            changed = [.. nodes];
        }

        _dirty.Clear();
        return null;
    }

    private void Grow()
    {
        // The old tree becomes the left half of the new one: nothing is combined anew.
        for (var level = 0; level < _levels.Count; level++)
        {
            var wider = new JsonElement?[_levels[level].Length * 2];
            _levels[level].CopyTo(wider, 0);
            _levels[level] = wider;
        }

        _levels.Add([_levels[^1][0]]);
    }
}
