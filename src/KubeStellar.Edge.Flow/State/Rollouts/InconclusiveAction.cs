namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>What an inconclusive gate means.</summary>
public enum InconclusiveAction
{
    /// <summary>It is asked again.</summary>
    Retry,

    /// <summary>A person is asked.</summary>
    Ask,

    /// <summary>It counts as proceed.</summary>
    Proceed,

    /// <summary>It counts as hold, and a person has to look.</summary>
    Hold,

    /// <summary>It counts as rollback.</summary>
    Rollback,
}
