using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Rollouts.Machine;

/// <summary>Why something does not go on now.</summary>
/// <param name="Phase">How the rollout stands by it.</param>
/// <param name="Reason">Word for machines.</param>
/// <param name="Message">Sentence for people, with what to do.</param>
/// <param name="WakeAt">When it ends by itself; null: never.</param>
internal sealed record RolloutBarrier(RolloutPhase Phase, string Reason, string Message, DateTimeOffset? WakeAt);
