namespace KubeStellar.Edge.Flow.State.Rollouts.Machine;

/// <summary>A transition of a rollout, for the audit stream.</summary>
/// <param name="Kind">Dotted kind, such as <c>wave.opened</c>.</param>
/// <param name="Message">A sentence for people.</param>
internal sealed record RolloutEvent(string Kind, string Message);
