using System.Globalization;
using KubeStellar.Edge.Flow.State.Rollouts.Live;

namespace KubeStellar.Edge.Flow.State.Rollouts.Tiers;

/// <summary>
/// Shares out what waves count: so many edges of the fleet, not of each region. By largest remainder of the edges that each has left, so that the sum is exact; who has as
/// large a remainder as another is decided by id. Pure.
/// </summary>
internal static class CountShares
{
    /// <summary>A hub's own part, as against those of its regions.</summary>
    public const string Own = "";

    /// <summary>For each part (a region's id, or <see cref="Own"/>) how many edges of it each counting wave takes, by the wave's number; null where no wave counts, or nobody shares.</summary>
    /// <param name="rule">The rollout's rule.</param>
    /// <param name="granted">What the hub's own parent lets it count; null: what is declared.</param>
    /// <param name="edges">Edges of each part.</param>
    public static IReadOnlyDictionary<string, SortedDictionary<string, int>>? Of(RolloutRule rule, IReadOnlyDictionary<string, int>? granted, IReadOnlyDictionary<string, int> edges)
    {
        if (rule.Waves.All(wave => wave.Count is null) || (edges.Count < 2 && granted is null))
        {
            return null;
        }

        var left = new SortedDictionary<string, int>(edges.ToDictionary(), StringComparer.Ordinal);
        var counts = left.Keys.ToDictionary(part => part, _ => new SortedDictionary<string, int>(StringComparer.Ordinal), StringComparer.Ordinal);
        for (var number = 0; number < rule.Waves.Count; number++)
        {
            if (rule.Waves[number].Count is not { } declared)
            {
                continue;
            }

            var name = Name(number);
            foreach (var (part, count) in Split(granted is not null && granted.TryGetValue(name, out var let) ? let : declared, left))
            {
                counts[part][name] = count;
                left[part] -= count;
            }
        }

        return counts;
    }

    /// <summary>What a region counts; one that came after the shares were dealt has none.</summary>
    public static SortedDictionary<string, int>? For(LiveRollout live, string region)
    {
        if (live.Counts is not { } counts)
        {
            return null;
        }

        return counts.TryGetValue(region, out var own) ? own
            : new SortedDictionary<string, int>(Enumerable.Range(0, live.Rule!.Waves.Count).Where(number => live.Rule.Waves[number].Count is not null).ToDictionary(Name, _ => 0), StringComparer.Ordinal);
    }

    /// <summary>A hub's own part, as the policy is asked; null: as declared.</summary>
    public static IReadOnlyDictionary<int, int>? Numbers(IReadOnlyDictionary<string, SortedDictionary<string, int>>? counts) =>
        counts?.GetValueOrDefault(Own)?.ToDictionary(pair => int.Parse(pair.Key, CultureInfo.InvariantCulture), pair => pair.Value);

    /// <summary>Shares a number out.</summary>
    /// <param name="count">The number; the most that is shared out is what all have.</param>
    /// <param name="weights">What each has, which is also the most that it gets.</param>
    public static IReadOnlyDictionary<string, int> Split(int count, IReadOnlyDictionary<string, int> weights)
    {
        var total = weights.Values.Sum(weight => (long)weight);
        var all = Math.Min(count, total);
        if (total == 0)
        {
            return weights.ToDictionary(pair => pair.Key, _ => 0, StringComparer.Ordinal);
        }

        var shares = weights.ToDictionary(pair => pair.Key, pair => (int)(all * pair.Value / total), StringComparer.Ordinal);
        var rest = (int)(all - shares.Values.Sum(share => (long)share));
        foreach (var (part, _) in weights.OrderByDescending(pair => all * pair.Value % total).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(rest))
        {
            shares[part]++;
        }

        return shares;
    }

    private static string Name(int number) => number.ToString(CultureInfo.InvariantCulture);
}
