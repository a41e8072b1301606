namespace KubeStellar.Edge.Flow.State.Rollouts.Strategies;

/// <summary>How far one edge is with what is rolled out, in the words of Open Cluster Management (https://open-cluster-management.io).</summary>
public enum MemberStatus
{
    /// <summary>It does not have it yet.</summary>
    ToApply,

    /// <summary>It was given it, and is not done.</summary>
    Progressing,

    /// <summary>It has it, and is well.</summary>
    Succeeded,

    /// <summary>It was given it, and failed.</summary>
    Failed,

    /// <summary>It was progressing or failed for longer than the deadline allows.</summary>
    TimeOut,

    /// <summary>It is left out: it neither takes room nor fails.</summary>
    Skip,
}
