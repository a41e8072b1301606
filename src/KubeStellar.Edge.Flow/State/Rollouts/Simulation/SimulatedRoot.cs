using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.State.Rollouts.Simulation;

/// <summary>A published root.</summary>
/// <param name="Version">Its place in the order of roots.</param>
/// <param name="Manifest">What it names; null for nothing.</param>
/// <param name="At">When it was published.</param>
internal sealed record SimulatedRoot(RootVersion Version, ManifestRef? Manifest, DateTimeOffset At);
