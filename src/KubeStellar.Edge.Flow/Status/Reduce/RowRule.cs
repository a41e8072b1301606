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

    /// <summary>What the edge adds to the counts.</summary>
    internal static EdgeShare Judge(EdgeRow row, EdgePresence presence, EdgePlace place)
    {
        var (wants, reduces) = row.Manifest is { } wanted ? (wanted.Bundle, wanted.Reduces) : default;
        if (!presence.Reachable)
            return new EdgeShare(new RowState { Unreachable = true, Failure = "" }, place, wants, reduces, default, false, null);

        var counts = Counts(row);
        var fit = row.Partial is { Error: "" } && row.Unfit.Length == 0;
        var plain = !reduces && counts && !wants.IsZero;
        var reports = plain ? wants : fit ? row.Partial!.Bundle : default;
        var reduced = reduces && row.Partial is { } partial && partial.Bundle == wants ? row.Partial : null;
        var received = counts || (row.Since > RootVersion.None && presence.Follows >= row.Since);
        var stalled = presence.Stalled.Length > 0;
        var (applied, ready, failed, failure) = counts && row.Manifest is { } manifest ? EdgeJudge.Judge(manifest, row.Report!) : (false, false, false, "");
        if (reduced is not null && !stalled && failure.Length == 0 && !fit)
            failure = "partial: " + (reduced.Error.Length > 0 ? reduced.Error : row.Unfit);
        var state = new RowState(received, applied, ready && !stalled, applied && !ready && !failed && !stalled, failed && !stalled, stalled, false, stalled ? "" : failure);
        return new EdgeShare(state, place, wants, reduces, reports, plain || reduced is not null, plain || !fit ? null : row.Partial!.ArrivedAt);
    }

    /// <summary>The edge's partial, by the bundle that made it; none when it counts for nothing.</summary>
    internal static IReadOnlyList<Leaf> Leaves(EdgeRow row, EdgeShare share) =>
        row.Partial is { Value: { ValueKind: not JsonValueKind.Null and not JsonValueKind.Undefined } value } partial && partial.Error.Length == 0 && row.Unfit.Length == 0
            && !share.State.Unreachable && share.Reports == partial.Bundle
            ? [new Leaf(partial.Bundle, value, 1)] : [];
}
