using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Feeds;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>Which events a query asks for. Pure.</summary>
internal static class EventFilter
{
    /// <summary>What else than its own kinds speaks of a policy.</summary>
    private static readonly string[] OfPolicies = ["policy", "rollout", "wave", "change", "summary"];

    /// <param name="query">What is asked for.</param>
    /// <param name="workspace">The workspace; the fleet's events are everybody's.</param>
    /// <param name="limited">But for those who may see their workspace only: of the fleet they see what stops their rollouts.</param>
    /// <param name="record">The event.</param>
    internal static bool Wants(GetQuery query, string workspace, bool limited, EventRecord record) =>
        (record.Workspace == workspace || (record.Workspace.Length == 0 && (!limited || EventKinds.Is(record.Kind, "fleet"))))
        && (query.Name.Length == 0 || record.Subject.Contains(query.Name, StringComparison.Ordinal) || record.Kind == query.Name)
        && (query.Edge.Length == 0 || record.Subject == query.Edge)
        && (query.Kinds is not { Count: > 0 } kinds || kinds.Any(kind => EventKinds.Is(record.Kind, kind)))
        && (query.About is not { Length: > 0 } about || IsAbout(record, about))
        && (query.Since is not { } since || record.At >= since);

    private static bool IsAbout(EventRecord record, string about)
    {
        if (record.Subject == about || record.Subject.EndsWith("." + about, StringComparison.Ordinal))
            return true;
        var cut = about.IndexOf('/', StringComparison.Ordinal);
        if (cut < 0)
            return false;
        var (type, name) = (about[..cut].ToLowerInvariant(), about[(cut + 1)..]);
        if (type is "policy" or "policies" or "pol")
            return record.Subject == name && OfPolicies.Any(kind => EventKinds.Is(record.Kind, kind));
        if (type is "edge" or "edges" or "ed")
            return record.Subject == name && EventKinds.Is(record.Kind, "edge");
        return ObjectKey.TryParse(record.Subject, out var key) && Forms(key).Contains(about, StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<string> Forms(ObjectKey key) => [$"{key.Kind}/{key.Namespace}/{key.Name}", $"{key.Kind}/{key.Name}"];
}
