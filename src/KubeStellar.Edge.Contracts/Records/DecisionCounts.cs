namespace KubeStellar.Edge.Contracts.Records;

/// <summary>Edges by outcome of a decision.</summary>
/// <param name="Edges">Edges of the fleet.</param>
/// <param name="Candidates">Edges that the policy was asked about.</param>
/// <param name="Placed">Edges that get the object, those that leave it out included.</param>
/// <param name="Omitted">Of these, edges for which <c>customize</c> left it out.</param>
/// <param name="Failed">Edges for which a function failed.</param>
/// <param name="Barred">Edges that the policy was not asked about: by their taints, affinity, what another policy keeps there.</param>
/// <param name="Variants">Distinct outcomes of customizing.</param>
public sealed record DecisionCounts(int Edges, int Candidates, int Placed, int Omitted, int Failed, int Barred, int Variants);
