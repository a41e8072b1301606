namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>At most so many edges on their way at once for each value of a label; edges without the label count together.</summary>
/// <param name="Label">The label, such as <c>region</c>.</param>
/// <param name="Edges">How many; at least 1.</param>
public sealed record BudgetRule(string Label, int Edges);
