namespace KubeStellar.Edge.Flow.State.Rollouts.Machine;

/// <summary>Which edges of an open wave start now.</summary>
internal interface IReleaseRule
{
    /// <summary>Chooses among the edges that are not released.</summary>
    /// <param name="turn">What is asked.</param>
    /// <param name="members">All edges of the rollout, by slot.</param>
    ReleaseChoice Choose(ReleaseTurn turn, ReadOnlySpan<RolloutMember> members);
}
