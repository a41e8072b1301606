using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Status.Report;

/// <summary>A report by what is other in it than in one before.</summary>
/// <param name="Report">Its header, and the objects that are other or new.</param>
/// <param name="Removed">Keys of objects that it has no more.</param>
public sealed record ReportChange(ReportRecord Report, IReadOnlyList<string> Removed)
{
    /// <summary>How many objects it is about.</summary>
    internal int Count => Report.Objects.Count + Removed.Count;

    /// <summary>What is other. When an object was looked at again and found as before it is not.</summary>
    internal static ReportChange Of(ReportRecord report, ReportRecord before) => new(
        report with
        {
            Objects = new(report.Objects.Where(pair => !before.Objects.TryGetValue(pair.Key, out var old) || !ReportRules.Same(old, pair.Value)).ToDictionary(), StringComparer.Ordinal),
        },
        [.. before.Objects.Keys.Where(key => !report.Objects.ContainsKey(key))]);

    /// <summary>The report, whole.</summary>
    internal ReportRecord On(ReportRecord before)
    {
        var objects = new SortedDictionary<string, ReportObject>(before.Objects, StringComparer.Ordinal);
        foreach (var key in Removed)
        {
            objects.Remove(key);
        }

        foreach (var (key, item) in Report.Objects)
        {
            objects[key] = item;
        }

        return Report with { Objects = objects };
    }
}
