namespace KubeStellar.Edge.Flow.State.Rollouts.Simulation;

/// <summary>What a simulated edge says of its object.</summary>
internal enum SimulatedHealth
{
    Applied,
    Ready,
    Refused,
    Failed,
}
