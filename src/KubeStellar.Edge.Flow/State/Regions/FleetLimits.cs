using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Regions;

/// <summary>
/// What a region may say of its edges: it is another's machine, and whatever it says is added to what everybody else says. A region fits what it sends into these limits,
/// a parent refuses what does not keep them. Pure.
/// </summary>
internal static class FleetLimits
{
    /// <summary>Edges that one region may stand for.</summary>
    internal const int MaxEdges = 1_000_000;

    /// <summary>Versions of a policy that are in use at once.</summary>
    internal const int MaxBundles = 32;

    private const int MaxName = 1024;
    private const int MaxText = 4096;

    /// <summary>Why a partial is refused; null when it is not.</summary>
    internal static string? Explain(PartialRecord partial) =>
        (partial.Fleet is { } fleet ? Explain(fleet) : null) ?? (partial.Rollout is { } rollout ? RolloutLimits.Explain(rollout, MaxEdges) : null);

    /// <summary>The same, within the limits: lists to their first, texts to their beginning, counts to the highest.</summary>
    internal static FleetPartial Fit(FleetPartial fleet) => new()
    {
        Totals = Fit(fleet.Totals),
        Groups = [.. fleet.Groups.Where(one => one.By.Length + one.Name.Length <= MaxName).Take(FleetPartial.MaxGroups).Select(one => one with { Totals = Fit(one.Totals) })],
        Waves = [.. fleet.Waves.Where(one => one.Name.Length <= MaxName).Take(FleetPartial.MaxGroups).Select(one => one with { Totals = Fit(one.Totals) })],
        Failures = [.. fleet.Failures.Where(one => one.Edge.Length <= MaxName).Take(FleetPartial.MaxFailures).Select(one => one with { What = Clip(one.What) })],
        Bundles = [.. fleet.Bundles.OrderByDescending(one => one.Wanted).Take(MaxBundles).OrderBy(one => one.Bundle).Select(Fit)],
    };

    private static string? Explain(FleetPartial fleet)
    {
        if (fleet is not { Totals: { } totals, Groups: { } groups, Waves: { } waves, Failures: { } failures, Bundles: { } bundles })
        {
            return "it lacks counts or lists";
        }

        if (groups.Count > FleetPartial.MaxGroups || waves.Count > FleetPartial.MaxGroups || failures.Count > FleetPartial.MaxFailures || bundles.Count > MaxBundles)
        {
            return $"it has more than {FleetPartial.MaxGroups} groups or waves, {FleetPartial.MaxFailures} failures or {MaxBundles} bundles";
        }

        return Counts(totals)
            ?? groups.Select(one => one is { By: { } by, Name: { } name } && by.Length + name.Length <= MaxName ? Counts(one.Totals) : "a group has no name, or one too long").FirstOrDefault(Wrong)
            ?? waves.Select(one => one is { Name.Length: <= MaxName, Rule: >= 0 } ? Counts(one.Totals) : "a wave has no name, or one too long").FirstOrDefault(Wrong)
            ?? (failures.Any(one => one is not { Edge.Length: <= MaxName, What.Length: <= MaxText }) ? "a failure names no edge, or says too much" : null)
            ?? bundles.Select(one => Explain(one, totals)).FirstOrDefault(Wrong)
            ?? (bundles.Select(one => one.Bundle).Distinct().Count() < bundles.Count ? "it has a bundle twice" : null);
    }

    private static string? Explain(BundleShare share, Totals totals) => share is not { Missing: { } missing, Error: { } error } || error.Length > MaxText
            || missing.Count > FleetPartial.MaxMissing || missing.Any(edge => edge is not { Length: <= MaxName }) ? "a bundle lacks something, or says too much"
        : Within(share.Wanted, totals.Desired) && Within(share.Reporting, totals.Desired) && Within(share.Absent, share.Wanted) && Within(share.Waiting, share.Absent) ? null
        : "a bundle's counts do not fit each other";

    private static string? Counts(Totals totals) => totals is null ? "it lacks counts"
        : totals.Desired is < 0 or > MaxEdges || totals.Held is < 0 or > MaxEdges ? $"it counts less than none or more than {MaxEdges} edges"
        : new[] { totals.Received, totals.Applied, totals.Ready, totals.Degraded, totals.Failed, totals.Stalled, totals.Unreachable }.All(count => Within(count, totals.Desired)) ? null
        : "it counts more edges than it has";

    private static bool Within(int count, int most) => count >= 0 && count <= most;

    private static bool Wrong(string? text) => text is not null;

    private static Totals Fit(Totals totals) => new()
    {
        Desired = Math.Min(totals.Desired, MaxEdges),
        Received = Math.Min(totals.Received, MaxEdges),
        Applied = Math.Min(totals.Applied, MaxEdges),
        Ready = Math.Min(totals.Ready, MaxEdges),
        Degraded = Math.Min(totals.Degraded, MaxEdges),
        Failed = Math.Min(totals.Failed, MaxEdges),
        Stalled = Math.Min(totals.Stalled, MaxEdges),
        Unreachable = Math.Min(totals.Unreachable, MaxEdges),
        Held = Math.Min(totals.Held, MaxEdges),
    };

    private static BundleShare Fit(BundleShare share) => share with
    {
        Wanted = Math.Min(share.Wanted, MaxEdges),
        Reporting = Math.Min(share.Reporting, MaxEdges),
        Absent = Math.Min(share.Absent, MaxEdges),
        Waiting = Math.Min(share.Waiting, MaxEdges),
        Missing = [.. share.Missing.Where(edge => edge.Length <= MaxName).Take(FleetPartial.MaxMissing)],
        Error = Clip(share.Error),
    };

    private static string Clip(string text) => text.Length <= MaxText ? text : text[..MaxText];
}
