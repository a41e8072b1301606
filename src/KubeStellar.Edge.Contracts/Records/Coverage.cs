namespace KubeStellar.Edge.Contracts.Records;

/// <summary>How much of the fleet a summary stands on.</summary>
/// <param name="Edges">Edges whose root names the policy.</param>
/// <param name="Reporting">Of these, edges whose partial (of the current bundle) is in.</param>
/// <param name="Missing">The first few that are not in, by id.</param>
public sealed record Coverage(int Edges, int Reporting, IReadOnlyList<string> Missing);
