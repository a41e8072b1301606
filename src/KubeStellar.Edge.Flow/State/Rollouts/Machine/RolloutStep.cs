using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Rollouts.Machine;

/// <summary>What one turn of a rollout comes to. Pure data: nothing has been done yet.</summary>
/// <param name="Progress">The rollout after it; the same instance when nothing changed.</param>
/// <param name="Release">Slots of edges that start now, besides those of waves that passed.</param>
/// <param name="Stopped">Nothing moves: edges keep what they have, also those of waves that passed.</param>
/// <param name="Ask">What the gate is to be asked; null for nothing.</param>
/// <param name="WakeAt">When time alone may change something; null: never.</param>
/// <param name="Events">Transitions, in order.</param>
internal sealed record RolloutStep(
    RolloutProgress Progress, IReadOnlyList<int> Release, bool Stopped, GateQuestion? Ask, DateTimeOffset? WakeAt, IReadOnlyList<RolloutEvent> Events);
