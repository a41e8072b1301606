namespace KubeStellar.Edge.Contracts.Records;

/// <summary>Why a rollout began.</summary>
public enum RolloutCause
{
    /// <summary>The policy or its objects changed.</summary>
    Change,

    /// <summary>The fleet changed: labels, properties, taints, edges that came.</summary>
    Fleet,

    /// <summary>A person asked for an earlier release.</summary>
    Undo,

    /// <summary>A person asked for another attempt.</summary>
    Retry,
}
