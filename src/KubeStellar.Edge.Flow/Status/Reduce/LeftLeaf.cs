namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>An edge whose partial is left out of a summary, because nothing could be made with it.</summary>
/// <param name="Edge">The edge.</param>
/// <param name="Why">What happened.</param>
internal readonly record struct LeftLeaf(string Edge, string Why);
