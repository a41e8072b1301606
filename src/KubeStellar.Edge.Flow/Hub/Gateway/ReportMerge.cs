using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>What a report's news amount to, given what is held. Pure.</summary>
internal static class ReportMerge
{
    /// <summary>Merges a delta onto the last known report.</summary>
    /// <param name="held">The newest report held; null when there is none.</param>
    /// <param name="delta">The news.</param>
    /// <param name="now">When it came, by the hub's clock; what the edge says of that is not believed.</param>
    internal static (ReportVerdict Verdict, ReportRecord? Merged) Merge(ReportRecord? held, ReportDelta delta, DateTimeOffset now)
    {
        // A repeated or overtaken message: what is held is newer, and the sender learns so from the acknowledgement.
        if (held is not null && delta.Report.Sequence <= held.Sequence)
            return (ReportVerdict.Old, held);
        if (delta.Base == 0)
            return (ReportVerdict.Taken, delta.Report with { Objects = new(delta.Report.Objects.ToDictionary(item => item.Key, item => item.Value with { ArrivedAt = now }), StringComparer.Ordinal) });
        if (held is null || held.Sequence != delta.Base)
            return (ReportVerdict.Resync, held);

        if (SaysOnlyPartial(held, delta))
            return (ReportVerdict.Taken, held with { Sequence = delta.Report.Sequence });
        var objects = new SortedDictionary<string, ReportObject>(held.Objects, StringComparer.Ordinal);
        foreach (var key in delta.Removed)
            objects.Remove(key.ToString());
        foreach (var (key, value) in delta.Report.Objects)
            objects[key] = value with { ArrivedAt = now };
        return (ReportVerdict.Taken, delta.Report with { Objects = objects });
    }

    /// <summary>Whether a delta on this report changes nothing of it but its sequence: all the news is in its partial.</summary>
    internal static bool SaysOnlyPartial(ReportRecord held, ReportDelta delta) =>
        delta.Base != 0 && delta.Partial is not null && delta.Report.Objects.Count == 0 && delta.Removed.Count == 0
        && (delta.Report.Manifest, delta.Report.Epoch, delta.Report.Revision) == (held.Manifest, held.Epoch, held.Revision);
}
