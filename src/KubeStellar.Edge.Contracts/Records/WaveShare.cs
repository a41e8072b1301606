namespace KubeStellar.Edge.Contracts.Records;

/// <summary>A policy's counts over the edges of one wave of its newest rollout. What the rollout itself goes by is <see cref="WaveTotals"/>.</summary>
/// <param name="Rule">Which of the declared waves it is of, from 0.</param>
/// <param name="Name">Its name.</param>
/// <param name="Totals">Counts.</param>
public sealed record WaveShare(int Rule, string Name, Totals Totals);
