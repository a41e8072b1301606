namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>Edges for which a policy's function failed in the same way. Everyone else has an answer.</summary>
/// <param name="Fault">Why; its message names one of the edges.</param>
/// <param name="Edges">For whom.</param>
public sealed record EdgeFault(PolicyFault Fault, EdgeSet Edges);
