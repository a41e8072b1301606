using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;

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
        foreach (var group in root.Items("items"))
        {
            var name = group.Text("metadata", "name");
            foreach (var version in group.Items("versions"))
            {
                var stale = version.Text("freshness") == "Stale";
                foreach (var resource in version.Items("resources"))
                {
                    if (resource.Text("responseKind", "kind") is { Length: > 0 } word && resource.Text("resource") is { Length: > 0 } plural)
                    {
                        var status = resource.Items("subresources").Any(item => item.Text("subresource") == "status");
                        kinds.Add(new KindInfo(name, version.Text("version"), word, plural, resource.Text("scope") == "Namespaced", status) { Verbs = Verbs(resource), Stale = stale });
                    }
                }
            }
        }

        return kinds;
    }

    /// <summary>Kinds of an <c>APIResourceList</c>.</summary>
    internal static IReadOnlyList<KindInfo> Resources(JsonElement root, string group, string version)
    {
        var resources = root.Items("resources").ToList();
        var statuses = resources.Select(item => item.Text("name")).Where(name => name.EndsWith("/status", StringComparison.Ordinal)).Select(name => name[..^"/status".Length]).ToHashSet();
        return [.. resources
            .Where(item => item.Text("kind").Length > 0 && item.Text("name") is { Length: > 0 } name && !name.Contains('/', StringComparison.Ordinal))
            .Select(item => new KindInfo(
                group, version, item.Text("kind"), item.Text("name"), item.Member("namespaced").ValueKind is JsonValueKind.True,
                statuses.Contains(item.Text("name"))) { Verbs = Verbs(item) })];
    }

    /// <summary>Versions of an <c>APIGroup</c>, the preferred one first.</summary>
    internal static IReadOnlyList<string> Versions(JsonElement group)
    {
        var preferred = group.Text("preferredVersion", "version");
        return [.. group.Items("versions").Select(item => item.Text("version")).Where(item => item.Length > 0).OrderBy(item => item == preferred ? 0 : 1)];
    }

    /// <summary>Groups of an <c>APIGroupList</c>.</summary>
    internal static IReadOnlyList<(string Group, IReadOnlyList<string> Versions)> Groups(JsonElement root) =>
        [.. root.Items("groups").Select(item => (item.Text("name"), Versions(item))).Where(item => item.Item1.Length > 0)];

    private static HashSet<string> Verbs(JsonElement resource) =>
        [.. resource.Texts("verbs").Select(string.Intern)];
}
