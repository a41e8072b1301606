namespace KubeStellar.Edge.Flow.State.Rollouts.Strategies;

/// <summary>What time does to members.</summary>
/// <param name="Soak">How long a member that succeeded stays in the rollout.</param>
/// <param name="Deadline">How long one may be progressing or failed; null forever.</param>
/// <param name="Now">The time of the look.</param>
internal sealed record StrategyTimes(TimeSpan Soak, TimeSpan? Deadline, DateTimeOffset Now);
