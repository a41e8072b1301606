namespace KubeStellar.Edge.Flow.State.Rollouts.Strategies;

/// <summary>In what steps a rollout goes to its edges.</summary>
internal enum StrategyKind
{
    /// <summary>To all at once; the default, as in OCM.</summary>
    All,

    /// <summary>To so many at a time.</summary>
    Progressive,

    /// <summary>To one decision group after the other.</summary>
    ProgressivePerGroup,
}
