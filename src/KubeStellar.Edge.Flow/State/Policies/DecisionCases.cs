namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>The distinct cases of a decision.</summary>
/// <param name="Cases">At most as many as were asked for; those with the most edges first.</param>
/// <param name="Others">Edges that no case stands for, because there are too many distinct ones.</param>
public sealed record DecisionCases(IReadOnlyList<DecisionCase> Cases, EdgeSet Others);
