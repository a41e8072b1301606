namespace KubeStellar.Edge.Flow.State.Rollouts.Strategies;

/// <summary>An answer while it is made.</summary>
internal sealed class StrategyDraft(StrategyTimes times)
{
    private readonly List<StrategyMember> _rollout = [];
    private readonly List<StrategyMember> _timedOut = [];

    /// <summary>How many take a place in the rollout.</summary>
    internal int Count => _rollout.Count;

    /// <summary>
    /// Puts a member with a status where it belongs, if anywhere: in the rollout while it needs watching, among the timed out when its deadline passed.
    /// </summary>
    /// <returns>The member as it is now. Whoever counts failures counts this one: OCM changes the status before it counts, so a member that times out at this very
    /// look is a failure at this look.</returns>
    internal StrategyMember Consider(StrategyMember member)
    {
        switch (member.Status)
        {
            case MemberStatus.ToApply:
                _rollout.Add(member);
                return member;
            case MemberStatus.Succeeded:
                // OCM's own: a success of the future (clocks differ) soaks even where no soak is asked for.
                var soaked = After(member, times.Soak);
                if (times.Now < soaked)
                    _rollout.Add(member = member with { RecheckAt = soaked });
                return member;
            case MemberStatus.TimeOut or MemberStatus.Skip:
                return member;
            default:
                // A member that failed is watched like one that makes progress: it may yet come round, and takes its place until the deadline says no.
                member = member with { RecheckAt = times.Deadline is { } deadline ? After(member, deadline) : null };
                if (member.RecheckAt is { } end && times.Now >= end)
                    _timedOut.Add(member = member with { Status = MemberStatus.TimeOut });
                else
                    _rollout.Add(member);
                return member;
        }
    }

    /// <summary>Begins with an edge that has no status yet.</summary>
    internal void Begin(string edge, string group) => _rollout.Add(new StrategyMember(edge, group, MemberStatus.ToApply, null));

    /// <summary>The answer. Only members in the rollout ask for a recheck, and only such whose time is yet to come.</summary>
    internal StrategyAnswer Answer(bool breach) => new()
    {
        Rollout = _rollout,
        TimedOut = _timedOut,
        MaxFailureBreach = breach,
        RecheckAfter = _rollout.Min(member => member.RecheckAt > times.Now ? member.RecheckAt - times.Now : null),
    };

    private DateTimeOffset After(StrategyMember member, TimeSpan time) => (member.Since ?? times.Now) + time;
}
