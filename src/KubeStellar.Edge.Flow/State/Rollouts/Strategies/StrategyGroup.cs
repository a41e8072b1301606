namespace KubeStellar.Edge.Flow.State.Rollouts.Strategies;

/// <summary>One decision group of a placement.</summary>
/// <param name="Name">Its name; empty for the groups that a placement makes of the edges left over. Several groups may share one.</param>
/// <param name="Index">Its place among the groups, from 0: they are taken in this order.</param>
/// <param name="Edges">Its edges, in any order. An edge is in one group.</param>
internal sealed record StrategyGroup(string Name, int Index, IReadOnlyList<string> Edges);
