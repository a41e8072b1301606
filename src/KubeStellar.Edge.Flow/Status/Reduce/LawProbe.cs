using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>
/// Looks now and then whether a policy's <c>combine</c> keeps its laws on what its edges really say: one partial that is new with two others, at most two
/// crossings with five pairs a period, whatever the size of the fleet. Which, depends on the seed only.
/// </summary>
internal sealed class LawProbe(TimeProvider time, TimeSpan period, int seed)
{
    private readonly Random _random = new(seed);
    private long? _last;

    /// <summary>What is broken, with what shows it; empty when nothing was found, or nothing was looked at.</summary>
    internal async Task<string> LookAsync(BundleFold fold, CancellationToken token)
    {
        if (_last is { } last && time.GetElapsedTime(last) < period)
            return "";
        var standing = fold.Standing();
        var fresh = fold.TakeFresh(standing);
        if (fresh.Count == 0 || standing.Count < 2)
            return "";
        _last = time.GetTimestamp();
        var a = fresh[_random.Next(fresh.Count)];
        var b = Other(standing, a, a);
        var c = Other(standing, a, b);
        var parts = new[] { a, b, c }.Select(slot => (fold.Leaves[slot].Edge, fold.Leaves[slot].Value!.Value)).ToList();
        var values = parts.ConvertAll(part => part.Value);
        var firsts = await fold.PairsAsync([(values[0], values[1]), (values[1], values[0]), (values[1], values[2])], token);
        if (!firsts.Ok)
            return "";
        if (!CombineLaw.Same(firsts.Value[0], firsts.Value[1], values[..2]))
            return CombineLaw.Describe(CombineLaw.Commutative, parts[..2], firsts.Value[0], firsts.Value[1]);
        var seconds = await fold.PairsAsync([(firsts.Value[0], values[2]), (values[0], firsts.Value[2])], token);
        return !seconds.Ok || CombineLaw.Same(seconds.Value[0], seconds.Value[1], values)
            ? "" : CombineLaw.Describe(CombineLaw.Associative, parts, seconds.Value[0], seconds.Value[1]);
    }

    /// <summary>One that is neither of two; of two only, the second again: the laws are about any values.</summary>
    private int Other(IReadOnlyList<int> standing, int first, int second)
    {
        var start = _random.Next(standing.Count);
        for (var i = 0; i < standing.Count; i++)
        {
            var slot = standing[(start + i) % standing.Count];
            if (slot != first && slot != second)
                return slot;
        }

        return second;
    }
}
