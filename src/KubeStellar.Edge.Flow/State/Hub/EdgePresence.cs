using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Where an edge stands, as far as counting is concerned.</summary>
/// <param name="Reachable">Whether it has missed no more heartbeats than allowed.</param>
/// <param name="Follows">The root that it follows.</param>
/// <param name="Stalled">The condition for which it cannot go on as a whole (<c>DiskFull</c> ...); empty when it can.</param>
public readonly record struct EdgePresence(bool Reachable, RootVersion Follows, string Stalled);
