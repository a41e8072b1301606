namespace KubeStellar.Edge.Contracts.Records;

/// <summary>A policy's counts over the edges that have one value of a label.</summary>
/// <param name="By">The label: <c>region</c>, or what the policy's <c>status.by</c> names.</param>
/// <param name="Name">Its value; empty for edges without the label.</param>
/// <param name="Totals">Counts.</param>
public sealed record GroupTotals(string By, string Name, Totals Totals);
