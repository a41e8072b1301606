namespace KubeStellar.Edge.Contracts.Api;

/// <summary>A wave before it begins.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rule">Which of the declared waves it is of, from 0.</param>
/// <param name="Edges">Its members that would change, by id.</param>
/// <param name="Unchanged">Members that have what they would get.</param>
public sealed record PlannedWave(string Name, int Rule, IReadOnlyList<string> Edges, int Unchanged);
