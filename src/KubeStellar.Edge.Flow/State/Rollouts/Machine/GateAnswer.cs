using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.State.Rollouts.Machine;

/// <summary>What a gate answered, and about what.</summary>
/// <param name="Question">What it was asked.</param>
/// <param name="Verdict">Its verdict; null when it failed.</param>
/// <param name="Fault">Why it failed; null when it did not.</param>
/// <param name="At">When it answered, by the hub's clock.</param>
internal sealed record GateAnswer(GateQuestion Question, GateVerdict? Verdict, PolicyFault? Fault, DateTimeOffset At);
