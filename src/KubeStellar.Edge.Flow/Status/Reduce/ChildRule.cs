using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>
/// What a region counts for: its own counts, under its own name. Out of reach, all of its edges are, and its values are taken out; of a manifest that is
/// not the wanted one, nothing counts as received. Pure.
/// </summary>
internal static class ChildRule
{
    /// <summary>The region's counts as they count here.</summary>
    internal static FleetPartial Judge(EdgeRow row, ChildPartial child, EdgePresence presence)
    {
        var fleet = child.Fleet;
        if (!presence.Reachable)
        {
            return fleet with
            {
                Totals = Silent(fleet.Totals),
                Groups = [.. fleet.Groups.Select(group => group with { Totals = Silent(group.Totals) })],
                Waves = [.. fleet.Waves.Select(wave => wave with { Totals = Silent(wave.Totals) })],
                Failures = [],
                Bundles = [.. fleet.Bundles.Select(share => Without(row.Edge, share) with { Waiting = 0 })],
            };
        }

        var bundles = fleet.Bundles.Select(share => Unfit(share).Length > 0 ? Without(row.Edge, share) : share with { Missing = Under(row.Edge, share.Missing) });
        var unfit = fleet.Bundles.Select(share => (share.Bundle, Why: Unfit(share))).Where(one => one.Why.Length > 0).Select(one => new EdgeFailure(row.Edge, "partial: " + one.Why));
        var named = fleet with { Failures = [.. fleet.Failures.Select(one => one with { Edge = Under(row.Edge, one.Edge) }), .. unfit], Bundles = [.. bundles] };
        return Counts(row, child) ? named : named with
        {
            Totals = Waiting(named.Totals),
            Groups = [.. named.Groups.Select(group => group with { Totals = Waiting(group.Totals) })],
            Waves = [.. named.Waves.Select(wave => wave with { Totals = Waiting(wave.Totals) })],
            Failures = [.. unfit],
        };
    }

    /// <summary>Its values by bundle, with the number of edges that each stands for; none while it is out of reach.</summary>
    internal static IReadOnlyList<Leaf> Leaves(ChildPartial child, EdgePresence presence) =>
        !presence.Reachable ? [] : [.. child.Fleet.Bundles.Where(share => share.Value is { ValueKind: not JsonValueKind.Null } && Unfit(share).Length == 0)
            .Select(share => new Leaf(share.Bundle, share.Value!.Value, share.Reporting))];

    /// <summary>Whether its counts are of what it is to have now.</summary>
    private static bool Counts(EdgeRow row, ChildPartial child) =>
        child.Manifest.IsZero || (child.Manifest == row.Wanted && (row.SinceBefore || new RootVersion(child.Epoch, child.Revision) >= row.Since));

    private static string Unfit(BundleShare share) => share.Error.Length > 0 ? share.Error : PartialLimits.Explain(share.Value);

    private static Totals Silent(Totals totals) => new() { Desired = totals.Desired, Unreachable = totals.Desired, Held = totals.Held };

    private static Totals Waiting(Totals totals) => new() { Desired = totals.Desired, Unreachable = totals.Unreachable, Held = totals.Held };

    /// <summary>Nobody of the region is in.</summary>
    private static BundleShare Without(string region, BundleShare share) =>
        share with { Reporting = 0, Absent = share.Wanted, Oldest = null, Value = null, Missing = share.Wanted > 0 ? [region] : [] };

    private static IReadOnlyList<string> Under(string region, IReadOnlyList<string> edges) => [.. edges.Select(edge => Under(region, edge))];

    private static string Under(string region, string edge) => $"{region}/{edge}";
}
