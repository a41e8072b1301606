using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;

namespace KubeStellar.Edge.Flow.State.Rollouts.Simulation;

/// <summary>The functions of a policy, for a simulated hub.</summary>
internal interface ISimulatedPolicy
{
    /// <summary>Which edge is in which wave.</summary>
    /// <param name="fleet">The fleet as it is.</param>
    /// <param name="members">Slots of the edges to assign.</param>
    IReadOnlyList<AssignedWave> Waves(FleetSlots fleet, EdgeSet members);

    /// <summary>Asks the gate.</summary>
    /// <param name="progress">How the rollout stood when it was asked.</param>
    /// <param name="question">About what.</param>
    /// <param name="failures">The first few failures, <c>edge object: reason</c>.</param>
    /// <param name="now">The simulated time.</param>
    Task<PolicyOutcome<GateVerdict>> GateAsync(RolloutProgress progress, GateQuestion question, IReadOnlyList<string> failures, DateTimeOffset now);
}
