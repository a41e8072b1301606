namespace KubeStellar.Edge.Flow.State.Rollouts.Machine;

/// <summary>Which edges of an open wave start now.</summary>
internal interface IReleaseRule
{
    /// <summary>Chooses among the edges that are not released.</summary>
    /// <param name="rule">The wave's rule.</param>
    /// <param name="wave">The wave.</param>
    /// <param name="openedAt">When it opened.</param>
    /// <param name="members">All edges of the rollout, by slot.</param>
    /// <param name="now">The time.</param>
    ReleaseChoice Choose(WaveRule rule, int wave, DateTimeOffset openedAt, ReadOnlySpan<RolloutMember> members, DateTimeOffset now);
}
