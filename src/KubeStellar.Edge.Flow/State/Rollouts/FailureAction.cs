namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>What happens when a wave fails.</summary>
public enum FailureAction
{
    /// <summary>The rollout stays as it is and says why.</summary>
    Hold,

    /// <summary>It is taken back.</summary>
    Rollback,
}
