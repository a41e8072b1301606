namespace KubeStellar.Edge.Contracts.Api;

/// <summary>A policy whose change removes so much that a person would have to confirm it.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Removals">Placements that it would remove.</param>
/// <param name="Edges">From how many edges.</param>
/// <param name="Sample">Some of them: edge and object.</param>
public sealed record PreviewHold(string Policy, int Removals, int Edges, IReadOnlyList<string> Sample);
