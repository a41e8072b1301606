using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.State.Regions;

/// <summary>How a region sees what its parent wants: an object is applied when its own hub has it, and as well as the edges are that have it. Pure.</summary>
internal static class RegionViews
{
    /// <summary>One policy's health over all edges below.</summary>
    public static Health HealthOf(FleetPartial fleet) => fleet.Totals.Desired == 0 ? Health.Current
        : fleet.Totals.Failed + fleet.Totals.Stalled > 0 ? Health.Failed
        : fleet.Totals.Ready + fleet.Totals.Unreachable >= fleet.Totals.Desired ? Health.Current
        : Health.InProgress;

    /// <summary>A policy as it is seen, with the health that its objects share.</summary>
    public static PolicyView Policy(RootVersion version, ManifestRef manifest, string refused, Health health, DateTimeOffset now) => new(
        manifest.Record.Policy,
        manifest,
        version,
        [
            .. manifest.Record.Objects.Select(entry => new ObjectView(entry.Key, refused.Length > 0
                ? new ReportObject { Content = entry.Content, Health = Health.Failed, Reason = "PolicyRefused", Message = refused, ObservedAt = now }
                : new ReportObject
                {
                    Content = entry.Content, Applied = true, ObservedAfterApply = true, Health = health, ObservedAt = now,
                    Reason = health == Health.Failed ? "EdgesFailed" : health == Health.InProgress ? "EdgesInProgress" : "",
                })),
        ]);
}
