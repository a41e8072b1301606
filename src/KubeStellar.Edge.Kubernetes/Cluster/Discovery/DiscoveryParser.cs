using System.Text.Json;

namespace KubeStellar.Edge.Kubernetes.Cluster.Discovery;

/// <summary>Reads what servers say of their kinds; pure. Members that are missing make an entry be left out, never a failure.</summary>
internal static class DiscoveryParser
{
    /// <summary>Whether an answer is aggregated discovery (https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery).</summary>
    internal static bool IsAggregated(string mediaType) => mediaType.Contains("as=APIGroupDiscoveryList", StringComparison.Ordinal);

    /// <summary>Kinds of an <c>APIGroupDiscoveryList</c> (v2 or v2beta1), a group's preferred version first.</summary>
    internal static IReadOnlyList<KindInfo> Aggregated(JsonElement root)
    {
        var kinds = new List<KindInfo>();
        foreach (var group in Items(root, "items"))
        {
            var name = group.TryGetProperty("metadata", out var metadata) ? Text(metadata, "name") : "";
            foreach (var version in Items(group, "versions"))
            {
                var stale = Text(version, "freshness") == "Stale";
                foreach (var resource in Items(version, "resources"))
                {
                    if (resource.TryGetProperty("responseKind", out var kind) && Text(kind, "kind") is { Length: > 0 } word && Text(resource, "resource") is { Length: > 0 } plural)
                    {
                        var status = Items(resource, "subresources").Any(item => Text(item, "subresource") == "status");
                        kinds.Add(new KindInfo(name, Text(version, "version"), word, plural, Text(resource, "scope") == "Namespaced", status) { Verbs = Verbs(resource), Stale = stale });
                    }
                }
            }
        }

        return kinds;
    }

    /// <summary>Kinds of an <c>APIResourceList</c>.</summary>
    internal static IReadOnlyList<KindInfo> Resources(JsonElement root, string group, string version)
    {
        var resources = Items(root, "resources");
        var statuses = resources.Select(item => Text(item, "name")).Where(name => name.EndsWith("/status", StringComparison.Ordinal)).Select(name => name[..^"/status".Length]).ToHashSet();
        return [.. resources
            .Where(item => Text(item, "kind").Length > 0 && Text(item, "name") is { Length: > 0 } name && !name.Contains('/', StringComparison.Ordinal))
            .Select(item => new KindInfo(
                group, version, Text(item, "kind"), Text(item, "name"), item.TryGetProperty("namespaced", out var namespaced) && namespaced.ValueKind is JsonValueKind.True,
                statuses.Contains(Text(item, "name"))) { Verbs = Verbs(item) })];
    }

    /// <summary>Versions of an <c>APIGroup</c>, the preferred one first.</summary>
    internal static IReadOnlyList<string> Versions(JsonElement group)
    {
        var preferred = group.TryGetProperty("preferredVersion", out var version) ? Text(version, "version") : "";
        return [.. Items(group, "versions").Select(item => Text(item, "version")).Where(item => item.Length > 0).OrderBy(item => item == preferred ? 0 : 1)];
    }

    /// <summary>Groups of an <c>APIGroupList</c>.</summary>
    internal static IReadOnlyList<(string Group, IReadOnlyList<string> Versions)> Groups(JsonElement root) =>
        [.. Items(root, "groups").Select(item => (Text(item, "name"), Versions(item))).Where(item => item.Item1.Length > 0)];

    private static HashSet<string> Verbs(JsonElement resource) =>
        [.. Items(resource, "verbs").Where(verb => verb.ValueKind is JsonValueKind.String).Select(verb => string.Intern(verb.GetString()!))];

    private static List<JsonElement> Items(JsonElement parent, string name) =>
        parent.ValueKind is JsonValueKind.Object && parent.TryGetProperty(name, out var list) && list.ValueKind is JsonValueKind.Array ? [.. list.EnumerateArray()] : [];

    private static string Text(JsonElement parent, string name) =>
        parent.ValueKind is JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString()! : "";
}
