using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>Lists of what holds for some edges only: faults and reasons. As many are told apart as in one call of a policy, however many calls they come from.</summary>
internal static class EdgeFaults
{
    /// <summary>Faults that are told apart; what is beyond has one in common.</summary>
    internal const int MostFaults = 16;

    /// <summary>Reasons that are told apart, of edges placed and of others each.</summary>
    internal const int MostReasons = 256;

    private const string Rest = "...";

    /// <summary>All edges for which something failed.</summary>
    public static EdgeSet Edges(IReadOnlyList<EdgeFault> faults) => faults.Count == 0 ? EdgeSets.Empty : EdgeSets.All(faults.Select(fault => fault.Edges));

    /// <summary>All edges for which there is a reason.</summary>
    public static EdgeSet Edges(IReadOnlyList<EdgeReason> reasons) => reasons.Count == 0 ? EdgeSets.Empty : EdgeSets.All(reasons.Select(reason => reason.Edges));

    /// <summary>What stays after some edges were decided anew, and what came of those. What is told apart already stays so.</summary>
    public static IReadOnlyList<EdgeFault> Merge(IReadOnlyList<EdgeFault> before, EdgeSet decided, IReadOnlyList<EdgeFault> part)
    {
        if (before.Count == 0)
        {
            return part;
        }

        var left = before.Select(fault => fault with { Edges = EdgeSets.Minus(fault.Edges, decided) }).Where(fault => !EdgeSets.IsEmpty(fault.Edges));
        var all = left.Concat(part).GroupBy(fault => fault.Fault).Select(same => new EdgeFault(same.Key, EdgeSets.All(same.Select(one => one.Edges)))).ToList();
        var (kept, rest) = Split(all, fault => fault.Fault.Message == Rest, MostFaults);
        return rest.Count == 0 ? kept : [.. kept, new EdgeFault(new PolicyFault(rest[0].Fault.Reason, Rest, ""), EdgeSets.All(rest.Select(one => one.Edges)))];
    }

    /// <inheritdoc cref="Merge(IReadOnlyList{EdgeFault}, EdgeSet, IReadOnlyList{EdgeFault})"/>
    public static IReadOnlyList<EdgeReason> Merge(IReadOnlyList<EdgeReason> before, EdgeSet decided, IReadOnlyList<EdgeReason> part)
    {
        if (before.Count == 0)
        {
            return part;
        }

        var left = before.Select(reason => reason with { Edges = EdgeSets.Minus(reason.Edges, decided) }).Where(reason => !EdgeSets.IsEmpty(reason.Edges));
        var all = left.Concat(part).GroupBy(reason => (reason.Placed, reason.Reason)).Select(same => new EdgeReason(same.Key.Placed, same.Key.Reason, EdgeSets.All(same.Select(one => one.Edges)))).ToList();
        if (all.Count <= MostReasons)
        {
            return all;
        }

        var merged = new List<EdgeReason>();
        foreach (var placed in new[] { true, false })
        {
            var (kept, rest) = Split(all.FindAll(reason => reason.Placed == placed), reason => reason.Reason == Rest, MostReasons);
            merged.AddRange(rest.Count == 0 ? kept : [.. kept, new EdgeReason(placed, Rest, EdgeSets.All(rest.Select(one => one.Edges)))]);
        }

        return merged;
    }

    /// <summary>Those that are told apart, the first ones, and those that are not (any more).</summary>
    private static (List<T> Kept, List<T> Others) Split<T>(List<T> all, Predicate<T> isRest, int most)
    {
        var rest = all.FindAll(isRest);
        var kept = all.FindAll(one => !isRest(one));
        if (kept.Count > most)
        {
            rest.AddRange(kept.Skip(most));
            kept.RemoveRange(most, kept.Count - most);
        }

        return (kept, rest);
    }
}
