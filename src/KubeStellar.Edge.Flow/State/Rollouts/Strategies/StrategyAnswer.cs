namespace KubeStellar.Edge.Flow.State.Rollouts.Strategies;

/// <summary>Which edges a rollout is at now. Lists are ordered, so that the same state gives the same answer.</summary>
internal sealed record StrategyAnswer
{
    /// <summary>
    /// Edges that are in the rollout: those to be given it, and those in flight - progressing, failed and not given up, succeeded and soaking. Not those that are done.
    /// </summary>
    public IReadOnlyList<StrategyMember> Rollout { get; init; } = [];

    /// <summary>Edges whose deadline passed just now, by this answer; those that were <see cref="MemberStatus.TimeOut"/> already are not named again (OCM's own).</summary>
    public IReadOnlyList<StrategyMember> TimedOut { get; init; } = [];

    /// <summary>Edges with a status that are in no group any more.</summary>
    public IReadOnlyList<StrategyMember> Removed { get; init; } = [];

    /// <summary>Whether the rollout stopped because more failed than may.</summary>
    public bool MaxFailureBreach { get; init; }

    /// <summary>When to ask again though nothing else happens; null when only news can change the answer.</summary>
    public TimeSpan? RecheckAfter { get; init; }
}
