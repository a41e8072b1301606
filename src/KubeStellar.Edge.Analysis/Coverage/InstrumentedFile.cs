namespace KubeStellar.Edge.Analysis.Coverage;

/// <summary>A file with counters in it.</summary>
/// <param name="Text">Its source; every line is where it was.</param>
/// <param name="Points">What the counters count, by their number from the file's first.</param>
public sealed record InstrumentedFile(string Text, IReadOnlyList<CoveragePoint> Points);
