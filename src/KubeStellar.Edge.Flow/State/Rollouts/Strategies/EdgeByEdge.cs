namespace KubeStellar.Edge.Flow.State.Rollouts.Strategies;

/// <summary>Goes to so many edges at a time, by name. Pure.</summary>
internal static class EdgeByEdge
{
    /// <param name="groups">Groups to begin new edges in.</param>
    /// <param name="places">How many edges may be in the rollout.</param>
    /// <param name="failures">How many may fail.</param>
    /// <param name="times">What time does to them.</param>
    /// <param name="members">All edges with a status, ordered by name; also of groups that are not among <paramref name="groups"/>: these take places and count as
    /// failures too (OCM's own).</param>
    internal static StrategyAnswer Judge(IReadOnlyList<StrategyGroup> groups, int places, int failures, StrategyTimes times, IReadOnlyList<StrategyMember> members)
    {
        var draft = new StrategyDraft(times);
        var known = new HashSet<string>(members.Count, StringComparer.Ordinal);
        var failed = 0;
        var breach = false;
        foreach (var member in members)
        {
            known.Add(member.Edge);

            // After a breach only edges that were given something are looked at; those that merely wait are left out.
            var judged = breach && member.Status is MemberStatus.ToApply ? member : draft.Consider(member);
            if (judged.Status is MemberStatus.TimeOut or MemberStatus.Failed)
                breach = ++failed > failures;

            // OCM's own: it ends here once the places are taken. Members later in the alphabet are in no list, though they may be in flight (the limit was
            // lowered) or late, and their failures do not count.
            if (draft.Count >= places)
                return draft.Answer(breach);
        }

        if (!breach)
        {
            foreach (var (edge, group) in Unknown(groups, known))
            {
                draft.Begin(edge, group);
                if (draft.Count >= places)
                    break;
            }
        }

        return draft.Answer(breach);
    }

    private static IOrderedEnumerable<(string Edge, string Group)> Unknown(IReadOnlyList<StrategyGroup> groups, HashSet<string> known) =>
        groups.SelectMany(group => group.Edges.Where(known.Add).Select(edge => (Edge: edge, Group: group.Name))).OrderBy(pair => pair.Edge, StringComparer.Ordinal);
}
