namespace KubeStellar.Edge.Analysis.Coverage;

/// <summary>A place that is counted.</summary>
/// <param name="Kind">Statement or branch.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Decision">For a branch: number of the decision in its file.</param>
/// <param name="Way">For a branch: which way, in words.</param>
public sealed record CoveragePoint(CoverageKind Kind, int Line, int Column, int Decision, string Way);
