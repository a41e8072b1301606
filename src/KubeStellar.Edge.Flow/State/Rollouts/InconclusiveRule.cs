namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>What an inconclusive gate means, and after how long.</summary>
/// <param name="Action">What it means in the end. <see cref="InconclusiveAction.Retry"/>: the gate is asked again for ever.</param>
/// <param name="After">Until then the gate is asked again; null: at once.</param>
public sealed record InconclusiveRule(InconclusiveAction Action, TimeSpan? After);
