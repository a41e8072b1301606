using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Fake.Rest;
using KubeStellar.Edge.TestKit.Cluster.Fake.Schema;
using KubeStellar.Edge.TestKit.Cluster.Fake.Store;
using Microsoft.AspNetCore.Http;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Discovery;

/// <summary>What the server says it serves: per group and version, or all at once (aggregated discovery v2).</summary>
internal sealed class Discovery(ObjectStore store, Catalog catalog)
{
    /// <summary>Whether everything may be asked for at once, as since 1.30. Default: yes.</summary>
    internal bool Aggregates { get; set; } = true;

    /// <summary>The server's version.</summary>
    internal string Version { get; set; } = "v1.36.0";

    /// <summary>Answers a path that is no resource; false when it is none of these.</summary>
    internal async Task<bool> TryAnswerAsync(HttpContext context)
    {
        var parts = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        switch (parts)
        {
            case ["readyz" or "livez" or "healthz", ..]:
                await Answer.WriteAsync(context, 200, "ok"u8.ToArray(), "text/plain; charset=utf-8");
                return true;
            case ["version"]:
                var minor = Version.Split('.')[1];
                await Answer.WriteAsync(context, 200, new JsonObject { ["major"] = "1", ["minor"] = minor, ["gitVersion"] = Version, ["platform"] = "linux/amd64" });
                return true;
            case ["openapi", "v3"]:
                await Answer.WriteAsync(context, 200, new JsonObject { ["paths"] = new JsonObject() });
                return true;
            case ["api" or "apis"] when Aggregates && Accept.Aggregated(context.Request):
                await AllAsync(context, core: parts[0] == "api");
                return true;
            case ["api"]:
                await Answer.WriteAsync(context, 200, new JsonObject { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1"), ["serverAddressByClientCIDRs"] = new JsonArray() });
                return true;
            case ["apis"]:
                await Answer.WriteAsync(context, 200, new JsonObject
                {
                    ["kind"] = "APIGroupList", ["apiVersion"] = "v1",
                    ["groups"] = new JsonArray([.. Groups().Select(group => (JsonNode)Group(group.Key, group.Value, nested: true))]),
                });
                return true;
            case ["apis", var name] when Groups().TryGetValue(name, out var versions):
                await Answer.WriteAsync(context, 200, Group(name, versions, nested: false));
                return true;
            case ["api", "v1"]:
                await Answer.WriteAsync(context, 200, Resources("", "v1"));
                return true;
            case ["apis", var group, var version] when Groups().TryGetValue(group, out var served) && served.Contains(version):
                if (IsDown(group, version))
                    await DownAsync(context);
                else
                    await Answer.WriteAsync(context, 200, Resources(group, version));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Whether an aggregated API serves this group and version, and nobody answers for it.</summary>
    internal bool IsDown(string group, string version) => Aggregated().Contains((group, version));

    internal static Task DownAsync(HttpContext context) => Answer.WriteAsync(context, 503, "service unavailable\n"u8.ToArray(), "text/plain; charset=utf-8");

    // Nothing aggregated is ever up here: an APIService with a service is one whose service is away.
    private HashSet<(string Group, string Version)> Aggregated() => [.. store.List(store["apiregistration.k8s.io", "apiservices"]).Objects
        .Select(stored => stored.Parse()).Where(body => body.At("spec", "service") is not null).Select(body => (body.Text("spec", "group"), body.Text("spec", "version")))];

    private SortedDictionary<string, List<string>> Groups()
    {
        var groups = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (group, version) in catalog.Types.Where(type => type.Group.Length > 0).Select(type => (type.Group, type.Version)).Concat(Aggregated()))
        {
            if (!groups.TryGetValue(group, out var versions))
                groups[group] = versions = [];
            if (!versions.Contains(version))
                versions.Add(version);
        }

        return groups;
    }

    private static JsonObject Group(string name, List<string> versions, bool nested)
    {
        var list = versions.Select(version => new JsonObject { ["groupVersion"] = $"{name}/{version}", ["version"] = version }).ToList();
        var group = new JsonObject { ["name"] = name, ["versions"] = new JsonArray([.. list]), ["preferredVersion"] = list[0].DeepClone() };
        if (!nested)
        {
            group.Insert(0, "kind", "APIGroup");
            group.Insert(1, "apiVersion", "v1");
        }

        return group;
    }

    private JsonObject Resources(string group, string version)
    {
        var list = new JsonArray();
        foreach (var type in catalog.Types.Where(type => type.Group == group && type.Version == version))
        {
            var resource = new JsonObject
            {
                ["name"] = type.Plural, ["singularName"] = type.Singular, ["namespaced"] = type.Namespaced, ["kind"] = type.Kind,
                ["verbs"] = Texts(ResourceType.Verbs),
            };
            if (type.ShortNames.Count > 0)
                resource["shortNames"] = Texts(type.ShortNames);
            if (type.Categories.Count > 0)
                resource["categories"] = Texts(type.Categories);
            list.Add(resource);
            if (type.HasStatus)
                list.Add(new JsonObject { ["name"] = type.Plural + "/status", ["singularName"] = "", ["namespaced"] = type.Namespaced, ["kind"] = type.Kind, ["verbs"] = Texts(["get", "patch", "update"]) });
        }

        return new JsonObject { ["kind"] = "APIResourceList", ["apiVersion"] = "v1", ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}", ["resources"] = list };
    }

    private Task AllAsync(HttpContext context, bool core)
    {
        var items = new JsonArray();
        foreach (var (group, versions) in core ? new SortedDictionary<string, List<string>> { [""] = ["v1"] } : Groups())
        {
            items.Add(new JsonObject
            {
                ["metadata"] = group.Length == 0 ? new JsonObject() : new JsonObject { ["name"] = group, ["creationTimestamp"] = null },
                ["versions"] = new JsonArray([.. versions.Select(version => (JsonNode)Everything(group, version))]),
            });
        }

        var body = new JsonObject { ["kind"] = "APIGroupDiscoveryList", ["apiVersion"] = "apidiscovery.k8s.io/v2", ["metadata"] = new JsonObject(), ["items"] = items };
        return Answer.WriteAsync(
            context, 200, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes<JsonNode>(body, Json.Plain), "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
    }

    private JsonObject Everything(string group, string version)
    {
        var resources = new JsonArray();
        foreach (var type in catalog.Types.Where(type => type.Group == group && type.Version == version))
        {
            var resource = new JsonObject
            {
                ["resource"] = type.Plural, ["responseKind"] = Kind(type), ["scope"] = type.Namespaced ? "Namespaced" : "Cluster",
                ["singularResource"] = type.Singular, ["verbs"] = Texts(ResourceType.Verbs),
            };
            if (type.ShortNames.Count > 0)
                resource["shortNames"] = Texts(type.ShortNames);
            if (type.HasStatus)
                resource["subresources"] = new JsonArray(new JsonObject { ["subresource"] = "status", ["responseKind"] = Kind(type), ["verbs"] = Texts(["get", "patch", "update"]) });
            resources.Add(resource);
        }

        return new JsonObject { ["version"] = version, ["resources"] = resources, ["freshness"] = IsDown(group, version) ? "Stale" : "Current" };
    }

    private static JsonObject Kind(ResourceType type) => new() { ["group"] = type.Group, ["version"] = type.Version, ["kind"] = type.Kind };

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];
}
