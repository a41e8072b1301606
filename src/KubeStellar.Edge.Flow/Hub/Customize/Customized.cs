using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Customize;

/// <summary>What edges get of an object. Every edge that was asked about is in exactly one of the sets.</summary>
/// <param name="Variants">The variants.</param>
/// <param name="Omitted">Edges that do not get it after all.</param>
/// <param name="Failed">Edges for which there is no answer.</param>
/// <param name="Reads">What was read of edges.</param>
internal sealed record Customized(IReadOnlyList<Variant> Variants, EdgeSet Omitted, IReadOnlyList<EdgeFault> Failed, EdgeReads Reads);
