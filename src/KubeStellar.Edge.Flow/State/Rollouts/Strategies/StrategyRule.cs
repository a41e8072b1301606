namespace KubeStellar.Edge.Flow.State.Rollouts.Strategies;

/// <summary>
/// Which edges a rollout is at, by Open Cluster Management's rollout strategies. It answers what OCM answers, to the letter, also where that is surprising; what is
/// so by OCM's choice and not by ours is marked "OCM's own". Pure.
/// </summary>
internal static class StrategyRule
{
    /// <summary>The answer for now.</summary>
    /// <param name="options">How the rollout goes.</param>
    /// <param name="groups">All decision groups, each index once; in any order.</param>
    /// <param name="existing">What is known of the edges that have a status, each once; in any order.</param>
    /// <param name="now">The time.</param>
    internal static StrategyAnswer Judge(StrategyOptions options, IReadOnlyList<StrategyGroup> groups, IReadOnlyList<StrategyMember> existing, DateTimeOffset now)
    {
        // OCM leaves some lists in the order in which it was handed them; here all are ordered by name, which changes nothing else.
        var members = existing.OrderBy(member => member.Edge, StringComparer.Ordinal).ToList();
        var edges = groups.SelectMany(group => group.Edges).ToHashSet(StringComparer.Ordinal);
        var current = members.Where(member => edges.Contains(member.Edge)).ToList();
        var ordered = groups.OrderBy(group => group.Index).ToList();
        var answer = options.Kind is StrategyKind.All
            ? All(options, ordered, edges.Count, current, now)
            : Stepwise(options, ordered, edges.Count, current, new StrategyTimes(options.MinSuccessTime, options.ProgressDeadline, now));
        return answer with { Removed = [.. members.Where(member => !edges.Contains(member.Edge))] };
    }

    /// <summary>No soak, no limit: as many places and failures as there are edges.</summary>
    private static StrategyAnswer All(StrategyOptions options, List<StrategyGroup> groups, int total, List<StrategyMember> members, DateTimeOffset now) =>
        EdgeByEdge.Judge(groups, total, total, new StrategyTimes(TimeSpan.Zero, options.ProgressDeadline, now), members);

    private static StrategyAnswer Stepwise(StrategyOptions options, List<StrategyGroup> groups, int total, List<StrategyMember> members, StrategyTimes times)
    {
        // OCM's own: in the order of the groups, not in the order in which the options name them; and the limit of concurrency is not for them.
        var split = groups.ToLookup(group => options.Mandatory.Any(one => one.Means(group)));
        if (split[true].ToList() is { Count: > 0 } mandatory)
        {
            var first = GroupByGroup.Judge(mandatory, default, times, members);

            // OCM's own, both ways. Any edge in flight or timing out, of whatever group, ends it here: with mandatory groups the others go in batches, and one that
            // failed without a deadline, or is late, holds them for good. But where all is over, the rest begins even if an edge of a mandatory group had timed out
            // before: the breach is then forgotten.
            if (first.Rollout.Count > 0 || first.TimedOut.Count > 0)
                return first;
        }

        var rest = split[false].ToList();
        if (options.Kind is StrategyKind.ProgressivePerGroup)
            return GroupByGroup.Judge(rest, options.MaxFailures, times, members);

        // OCM's own: failures are a share of all edges, places only of those in no mandatory group.
        var others = rest.SelectMany(group => group.Edges).Distinct(StringComparer.Ordinal).Count();
        return EdgeByEdge.Judge(rest, options.MaxConcurrency.Of(others, others), options.MaxFailures.Of(total, 0), times, members);
    }
}
