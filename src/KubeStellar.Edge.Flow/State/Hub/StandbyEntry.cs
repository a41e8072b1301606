using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>What is known of one standby hub. Replaced whole.</summary>
/// <param name="Hello">What it last said.</param>
/// <param name="Phase">How it is.</param>
/// <param name="HeardAt">When it was last heard.</param>
/// <param name="Stamp">The same for spans of time; of one that only the hub before heard, when this one learned of it.</param>
internal sealed record StandbyEntry(StandbyHello Hello, StandbyPhase Phase, DateTimeOffset HeardAt, long Stamp);
