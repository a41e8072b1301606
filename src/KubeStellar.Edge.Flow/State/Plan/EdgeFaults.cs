using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>Lists of what holds for some edges only: faults and reasons.</summary>
internal static class EdgeFaults
{
    /// <summary>All edges for which something failed.</summary>
    public static EdgeSet Edges(IReadOnlyList<EdgeFault> faults)
    {
        var all = EdgeSets.Empty;
        foreach (var fault in faults)
        {
            all = EdgeSets.Union(all, fault.Edges);
        }

        return all;
    }

    /// <summary>All edges for which there is a reason.</summary>
    public static EdgeSet Edges(IReadOnlyList<EdgeReason> reasons)
    {
        var all = EdgeSets.Empty;
        foreach (var reason in reasons)
        {
            all = EdgeSets.Union(all, reason.Edges);
        }

        return all;
    }

    /// <summary>What stays after some edges were decided anew, and what came of those.</summary>
    public static IReadOnlyList<EdgeFault> Merge(IReadOnlyList<EdgeFault> before, EdgeSet decided, IReadOnlyList<EdgeFault> part)
    {
        if (before.Count == 0)
        {
            return part;
        }

        var rest = before.Select(fault => fault with { Edges = EdgeSets.Minus(fault.Edges, decided) }).Where(fault => !EdgeSets.IsEmpty(fault.Edges));
        return [.. rest.Concat(part).GroupBy(fault => fault.Fault).Select(same => new EdgeFault(same.Key, Joined(same.Select(one => one.Edges))))];
    }

    /// <inheritdoc cref="Merge(IReadOnlyList{EdgeFault}, EdgeSet, IReadOnlyList{EdgeFault})"/>
    public static IReadOnlyList<EdgeReason> Merge(IReadOnlyList<EdgeReason> before, EdgeSet decided, IReadOnlyList<EdgeReason> part)
    {
        if (before.Count == 0)
        {
            return part;
        }

        var rest = before.Select(reason => reason with { Edges = EdgeSets.Minus(reason.Edges, decided) }).Where(reason => !EdgeSets.IsEmpty(reason.Edges));
        return [.. rest.Concat(part).GroupBy(reason => (reason.Placed, reason.Reason)).Select(same => new EdgeReason(same.Key.Placed, same.Key.Reason, Joined(same.Select(one => one.Edges))))];
    }

    private static EdgeSet Joined(IEnumerable<EdgeSet> sets) => sets.Aggregate(EdgeSets.Union);
}
