namespace KubeStellar.Edge.Contracts.Records;

/// <summary>A change that waits for a person, because it would remove more than the set share of placements.</summary>
/// <param name="Id">What <c>kse confirm</c> takes: a short digest of the change, the same after a restart.</param>
/// <param name="Removed">Placements (edge, object) that would go.</param>
/// <param name="Total">Placements before.</param>
/// <param name="Edges">Edges that would lose something.</param>
/// <param name="Sample">A few of them, <c>edge object</c>.</param>
/// <param name="Since">Since when, by the hub's clock.</param>
public sealed record HoldRecord(string Id, int Removed, int Total, int Edges, IReadOnlyList<string> Sample, DateTimeOffset Since);
