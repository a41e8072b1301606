namespace KubeStellar.Edge.Flow.State.Rollouts.Simulation;

/// <summary>Something that somebody does during a simulation: a newer edit, an order, a restart of the hub, an edge that comes or leaves.</summary>
/// <param name="After">How long after the begin.</param>
/// <param name="Do">Does it.</param>
internal sealed record SimulationDeed(TimeSpan After, Action<SimulatedWorld> Do);
