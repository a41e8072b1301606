namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>Where one object goes.</summary>
/// <param name="Edges">Edges for which <c>place</c> said yes.</param>
public sealed record Placement(EdgeSet Edges);
