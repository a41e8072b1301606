namespace KubeStellar.Edge.Flow.State.Rollouts.Strategies;

/// <summary>Goes to one group after the other; all edges of a group at once. Pure.</summary>
internal static class GroupByGroup
{
    /// <param name="groups">The groups, in order.</param>
    /// <param name="failures">How many edges of a group may fail.</param>
    /// <param name="times">What time does to them.</param>
    /// <param name="members">
    /// All edges with a status, ordered by name. OCM's own: also those of groups that are not among <paramref name="groups"/>, and of later groups, and one of them
    /// in flight anywhere keeps the next group waiting.
    /// </param>
    internal static StrategyAnswer Judge(IReadOnlyList<StrategyGroup> groups, IntOrPercent failures, StrategyTimes times, IReadOnlyList<StrategyMember> members)
    {
        // Who merely waits is decided anew below, with its group.
        var draft = new StrategyDraft(times);
        var known = new Dictionary<string, MemberStatus>(members.Count, StringComparer.Ordinal);
        foreach (var member in members.Where(member => member.Status is not MemberStatus.ToApply))
            known[member.Edge] = draft.Consider(member).Status;

        var failed = 0;
        foreach (var group in groups)
        {
            var edges = group.Edges.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            var bad = 0;
            foreach (var edge in edges)
            {
                if (!known.TryGetValue(edge, out var status))
                    draft.Begin(edge, group.Name);
                else if (status is MemberStatus.TimeOut or MemberStatus.Failed)
                    bad++;
            }

            // OCM's own, all of it. Failures are taken off the number in the rollout, so that edges that failed and have no deadline do not hold the next group. But
            // those that timed out are not in the rollout: each of them hides one edge that is in flight, and the next group may begin while it still is. And an edge
            // that failed in a later group is not taken off yet: the groups before it wait for it, so without a deadline the rollout ends there. After a breach, the
            // edges of the group that had nothing yet are begun all the same.
            failed += bad;
            var breach = bad > failures.Of(edges.Count, 0);
            if (draft.Count - failed > 0 || breach)
                return draft.Answer(breach);
        }

        return draft.Answer(false);
    }
}
