using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>Judges one edge of one policy. Pure.</summary>
internal static class RowRule
{
    /// <summary>Whether the report speaks of the wanted manifest, at or above the root that first named it. Anything else is about another time.</summary>
    internal static bool Counts(EdgeRow row) =>
        row.Report is { } report && report.Manifest == row.Wanted && (row.SinceBefore || new RootVersion(report.Epoch, report.Revision) >= row.Since);

    /// <summary>The edge's partial, if it is one of this bundle; null when it has no value.</summary>
    internal static JsonElement? LeafOf(EdgeRow row, EdgePresence presence, Digest bundle) =>
        presence.Reachable && row.Unfit.Length == 0 && row.Partial is { Value: { ValueKind: not JsonValueKind.Null } value } partial && partial.Bundle == bundle ? value : null;

    internal static RowState Judge(EdgeRow row, EdgePresence presence, Digest bundle, bool reduces)
    {
        if (!presence.Reachable)
            return new RowState { Unreachable = true, Failure = "" };

        var counts = Counts(row);
        var reduced = reduces && row.Partial is { } partial && partial.Bundle == bundle ? row.Partial : null;
        var reporting = reduces ? reduced is { Error: "" } && row.Unfit.Length == 0 : counts;
        var received = counts || (row.Since > RootVersion.None && presence.Follows >= row.Since);
        var stalled = presence.Stalled.Length > 0;
        var (applied, ready, failed, failure) = counts && row.Manifest is { } manifest ? EdgeJudge.Judge(manifest, row.Report!) : (false, false, false, "");
        if (reduced is not null && !stalled && failure.Length == 0 && (reduced.Error.Length > 0 || row.Unfit.Length > 0))
            failure = "partial: " + (reduced.Error.Length > 0 ? reduced.Error : row.Unfit);
        return new RowState(received, applied, ready && !stalled, applied && !ready && !failed && !stalled, failed && !stalled, stalled, false, reporting, stalled ? "" : failure);
    }
}
