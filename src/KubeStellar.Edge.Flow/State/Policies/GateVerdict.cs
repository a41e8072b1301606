namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>What a policy's gate answered.</summary>
/// <param name="Decision">What shall become of the rollout.</param>
/// <param name="Reason">Sentence for people, or empty.</param>
public sealed record GateVerdict(GateDecision Decision, string Reason);
