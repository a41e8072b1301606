namespace KubeStellar.Edge.Contracts.Records;

/// <summary>A region's edges in one of the policy's declared waves.</summary>
/// <param name="Rule">Number of the declared wave, from 0.</param>
/// <param name="Totals">How far they are with the manifest that is rolled out, regions inside this one included.</param>
public sealed record RegionWave(int Rule, WaveTotals Totals);
