using KubeStellar.Edge.Analysis.Coverage;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Coverage;

/// <summary>How often each counted place of a file ran.</summary>
internal sealed class FileCoverage(string file, IReadOnlyList<CoveragePoint> points)
{
    internal string File { get; } = file;

    internal IReadOnlyList<CoveragePoint> Points { get; } = points;

    internal long[] Counts { get; } = new long[points.Count];

    /// <summary>Lines on which a statement begins, and how often the busiest of them ran.</summary>
    internal SortedDictionary<int, long> Lines
    {
        get
        {
            var lines = new SortedDictionary<int, long>();
            foreach (var (i, point) in Points.Index().Where(pair => pair.Item.Kind == CoverageKind.Statement))
            {
                lines[point.Line] = Math.Max(lines.GetValueOrDefault(point.Line), Counts[i]);
            }

            return lines;
        }
    }

    internal IEnumerable<(CoveragePoint Point, long Count)> Branches =>
        Points.Index().Where(pair => pair.Item.Kind == CoverageKind.Branch).Select(pair => (pair.Item, Counts[pair.Index]));
}
