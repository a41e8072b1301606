using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>What an edge's heartbeats say.</summary>
/// <param name="Reachable">Whether it has missed no more heartbeats than allowed.</param>
/// <param name="Last">The newest heartbeat.</param>
/// <param name="HeardAt">When it arrived, by the hub's clock.</param>
public sealed record PresenceState(bool Reachable, HeartbeatMessage Last, DateTimeOffset HeardAt);
