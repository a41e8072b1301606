namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>One wave and its edges.</summary>
/// <param name="Name">For people: the declared name, or what the wave is (<c>10%</c>, <c>region=eu</c>, <c>rest</c>).</param>
/// <param name="Rule">Which of <see cref="Rollouts.RolloutRule.Waves"/> it is of, from 0; a wave per label value makes several of one.</param>
/// <param name="Edges">Its edges; no edge is in two waves.</param>
public sealed record AssignedWave(string Name, int Rule, EdgeSet Edges);
