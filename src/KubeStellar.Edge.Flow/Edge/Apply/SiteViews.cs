using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>Makes the view of all policies from a plan, the lines and what is known of each object; pure.</summary>
internal static class SiteViews
{
    internal static SiteView Build(
        EdgeTree tree, ApplyPlan plan, IEnumerable<TrackedObject> lines, Func<ObjectKey, ReportObject?> reportOf, DateTimeOffset now)
    {
        var leftovers = lines.Where(line => !plan.Wanted.ContainsKey(line.Key)).ToLookup(line => line.Policy);
        var refused = plan.Refused.ToLookup(item => item.Policy, item => item.Entry.Key);
        var policies = new Dictionary<PolicyKey, PolicyView>();
        foreach (var (policy, manifest) in tree.Manifests)
        {
            var others = refused[policy].ToHashSet();
            var objects = manifest.Record.Objects.Select(entry => new ObjectView(entry.Key, others.Contains(entry.Key)
                ? Unapplied(entry, "OwnedByOther", "Another policy has this object at this edge.", now)
                : reportOf(entry.Key) is { } report && report.Content == entry.Content ? Circled(plan, entry.Key, report) : Unapplied(entry, "Pending", "", now)));
            policies[policy] = tree.Back.TryGetValue(policy, out var back)
                ? new PolicyView(policy, back.Manifest, tree.Root.Version, [.. Returned(back, objects, now)])
                : new PolicyView(policy, manifest, tree.Root.Version, [.. objects, .. Stuck(leftovers[policy], reportOf)]);
        }

        var named = tree.Root.Policies.Select(entry => entry.Policy).ToHashSet();
        foreach (var gone in leftovers.Where(group => !named.Contains(group.Key)))
        {
            policies[gone.Key] = new PolicyView(gone.Key, null, tree.Root.Version, [.. Stuck(gone, reportOf)]);
        }

        return new SiteView(tree.Root.Version, named, policies) { Held = tree.Held };
    }

    // What is told is the manifest that the root wants: what is the same in both is as it is, and the rest has failed here.
    private static IEnumerable<ObjectView> Returned(WentBack back, IEnumerable<ObjectView> objects, DateTimeOffset now)
    {
        var here = objects.ToDictionary(item => item.Key);
        return back.Manifest!.Record.Objects.Select(entry => here.TryGetValue(entry.Key, out var item) && item.Report.Content == entry.Content
            ? item : new ObjectView(entry.Key, Unapplied(entry, "WentBack", back.Why, now)));
    }

    // One that is applied already is as well as it was; the others of its circle will not be, and each of them says so.
    private static ReportObject Circled(ApplyPlan plan, ObjectKey key, ReportObject report) => report.Reason.Length == 0 && plan.Cycles.TryGetValue(key, out var way)
        ? report with { Reason = Blocked.Cycle, Message = $"it is applied; these wait for each other: {way}" }
        : report;

    // Of what should be gone only that is told which cannot be removed.
    private static IEnumerable<ObjectView> Stuck(IEnumerable<TrackedObject> lines, Func<ObjectKey, ReportObject?> reportOf) =>
        lines.Where(line => reportOf(line.Key) is { Reason.Length: > 0 }).OrderBy(line => line.Key).Select(line => new ObjectView(line.Key, reportOf(line.Key)!));

    private static ReportObject Unapplied(ManifestEntry entry, string reason, string message, DateTimeOffset now) =>
        new() { Content = entry.Content, Reason = reason, Message = message, ObservedAt = now };
}
