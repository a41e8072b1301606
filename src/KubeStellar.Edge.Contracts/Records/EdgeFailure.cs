namespace KubeStellar.Edge.Contracts.Records;

/// <summary>What one edge fails at.</summary>
/// <param name="Edge">The edge; one of a region below by its path, <c>region-eu/store-17</c>.</param>
/// <param name="What"><c>object: reason</c>, or <c>partial: reason</c>.</param>
public sealed record EdgeFailure(string Edge, string What);
