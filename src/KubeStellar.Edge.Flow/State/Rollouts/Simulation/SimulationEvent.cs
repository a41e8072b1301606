namespace KubeStellar.Edge.Flow.State.Rollouts.Simulation;

/// <summary>Something that happened in a simulation.</summary>
/// <param name="At">When, by the simulated clock.</param>
/// <param name="Kind">Dotted kind: those of the audit (<c>wave.opened</c>), and <c>published</c>, <c>hub.restarted</c>, <c>edge.joined</c> and the like.</param>
/// <param name="Text">For people.</param>
internal sealed record SimulationEvent(DateTimeOffset At, string Kind, string Text);
