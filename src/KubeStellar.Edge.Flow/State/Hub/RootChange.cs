namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>An edge's published root changed.</summary>
/// <param name="Edge">Edge id.</param>
/// <param name="Before">The root before; null at first.</param>
/// <param name="After">The root now; null when the edge was removed from the inventory.</param>
public readonly record struct RootChange(string Edge, PublishedRoot? Before, PublishedRoot? After);
