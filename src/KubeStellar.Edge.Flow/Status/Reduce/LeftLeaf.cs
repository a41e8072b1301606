namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>An edge, or a region, whose partial is left out of a summary, because nothing could be made with it.</summary>
/// <param name="Edge">The edge.</param>
/// <param name="Why">What happened.</param>
/// <param name="Weight">How many edges it stands for.</param>
internal readonly record struct LeftLeaf(string Edge, string Why, int Weight = 1);
