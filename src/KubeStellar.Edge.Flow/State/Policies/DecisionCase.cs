namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>Edges that are alike in all that a policy read of them, and so were decided alike.</summary>
/// <param name="Edges">They.</param>
/// <param name="Example">Slot of one of them.</param>
/// <param name="Reads">What was read, of <c>place</c> and <c>customize</c> together.</param>
/// <param name="Placed">Whether they get the object.</param>
/// <param name="Reason">The policy's words, or empty.</param>
/// <param name="Variant">How it differs for them; null when it is not placed or failed.</param>
/// <param name="Fault">Why there is no decision; null when there is.</param>
public sealed record DecisionCase(EdgeSet Edges, int Example, EdgeReads Reads, bool Placed, string Reason, VariantGroup? Variant, PolicyFault? Fault);
