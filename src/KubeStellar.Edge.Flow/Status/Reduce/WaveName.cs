namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>A wave of a rollout.</summary>
/// <param name="Rule">Which of the declared waves it is of.</param>
/// <param name="Name">Its name.</param>
internal readonly record struct WaveName(int Rule, string Name);
