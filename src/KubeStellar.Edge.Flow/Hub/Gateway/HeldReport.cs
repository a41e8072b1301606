using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>The newest report that the hub took, and its partial.</summary>
/// <param name="Report">The report.</param>
/// <param name="Partial">The partial; null when none came.</param>
/// <param name="StatusSequence">Sequence of the newest record for <c>kse-status</c>; older than the report's when since then nothing changed but the partial.</param>
internal sealed record HeldReport(ReportRecord Report, PartialRecord? Partial, long StatusSequence)
{
    /// <summary>Whether nothing was held before.</summary>
    internal bool First { get; init; }

    /// <summary>Whether <c>kse-status</c> is to be written.</summary>
    internal bool StatusDue => StatusSequence == Report.Sequence;

    /// <summary>
    /// From the buckets. Of the two records either may be the older, when a hub ended between their writes: what both have is what is held, and the edge, which was not answered, says the rest again.
    /// </summary>
    internal static HeldReport Of(ReportRecord report, PartialRecord? partial)
    {
        var sequence = partial is null ? report.Sequence
            : partial.StatusSequence == report.Sequence ? partial.Sequence
            : Math.Min(report.Sequence, partial.Sequence);
        return new HeldReport(report with { Sequence = sequence }, partial, report.Sequence);
    }
}
