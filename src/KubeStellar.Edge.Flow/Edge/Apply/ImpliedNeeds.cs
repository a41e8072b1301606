using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>
/// What an object needs before it can be created although nobody said so: its Namespace, the definition of its kind, and, for what the API server asks
/// before it takes anything (webhooks, aggregated APIs), the Service that answers and the workloads behind it. Only objects of the same tree are meant, and
/// nothing that is there already waits for them. Pure but for reading contents.
/// </summary>
internal static class ImpliedNeeds
{
    private const string Admission = "admissionregistration.k8s.io";

    /// <summary>Needs by object; one that is not in it has none.</summary>
    internal static Dictionary<ObjectKey, IReadOnlyList<Need>> Of(IReadOnlyDictionary<ObjectKey, WantedObject> wanted, ContentSource contents, DefinedKinds kinds)
    {
        var definitions = kinds.Of(wanted.Where(item => IsDefinition(item.Key)), contents);
        var callers = wanted.Keys.Where(IsCaller).ToList();
        var needs = new Dictionary<ObjectKey, IReadOnlyList<Need>>();
        foreach (var key in wanted.Keys)
        {
            var found = new List<Need>();
            if (key.Namespace.Length > 0 && new ObjectKey("", "Namespace", "", key.Namespace) is var space && wanted.ContainsKey(space))
            {
                found.Add(Need.Of(space));
            }

            if (definitions.TryGetValue((key.Group, key.Kind), out var definition))
            {
                found.Add(Need.Of(definition));
            }

            if (found.Count > 0)
            {
                needs[key] = found;
            }
        }

        if (callers.Count > 0)
        {
            AddServers(callers, wanted, contents, needs);
        }

        return needs;
    }

    private static void AddServers(
        List<ObjectKey> callers, IReadOnlyDictionary<ObjectKey, WantedObject> wanted, ContentSource contents, Dictionary<ObjectKey, IReadOnlyList<Need>> needs)
    {
        var workloads = new Dictionary<string, List<(ObjectKey Key, JsonElement Labels)>>(StringComparer.Ordinal);
        foreach (var caller in callers)
        {
            var services = Services(caller, Read(wanted[caller], contents)).Where(wanted.ContainsKey).Distinct().ToList();
            var found = services.ToList();
            foreach (var service in services)
            {
                if (!workloads.TryGetValue(service.Namespace, out var there))
                {
                    workloads[service.Namespace] = there = [.. Workloads(service.Namespace, wanted, contents)];
                }

                if (Read(wanted[service], contents).Member("spec", "selector") is { ValueKind: JsonValueKind.Object } selector)
                {
                    found.AddRange(there.Where(one => Selects(selector, one.Labels)).Select(one => one.Key));
                }
            }

            if (found.Count > 0)
            {
                needs[caller] = [.. needs.GetValueOrDefault(caller, []), .. found.Select(Need.Of)];
            }
        }
    }

    private static IEnumerable<ObjectKey> Services(ObjectKey caller, JsonElement content)
    {
        var clients = caller.Kind == "APIService"
            ? [content.Member("spec", "service")]
            : content.Items("webhooks").Select(hook => hook.Member("clientConfig", "service"));
        foreach (var client in clients)
        {
            if (client.Text("namespace") is { Length: > 0 } space && client.Text("name") is { Length: > 0 } name)
            {
                yield return new ObjectKey("", "Service", space, name);
            }
        }
    }

    private static IEnumerable<(ObjectKey Key, JsonElement Labels)> Workloads(string space, IReadOnlyDictionary<ObjectKey, WantedObject> wanted, ContentSource contents)
    {
        foreach (var (key, item) in wanted.Where(pair => pair.Key.Namespace == space && pair.Key is { Group: "apps" } or { Group: "", Kind: "Pod" }))
        {
            var content = Read(item, contents);
            if ((key.Kind == "Pod" ? content.Member("metadata", "labels") : content.Member("spec", "template", "metadata", "labels")) is { ValueKind: JsonValueKind.Object } labels)
            {
                yield return (key, labels);
            }
        }
    }

    private static bool Selects(JsonElement selector, JsonElement labels) =>
        selector.EnumerateObject().Any() && selector.EnumerateObject().All(want => labels.TryGetProperty(want.Name, out var has) && CanonicalJson.Same(has, want.Value));

    /// <summary>Whether an object defines a kind.</summary>
    internal static bool IsDefinition(ObjectKey key) => key is { Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition" };

    /// <summary>Whether the API server asks others about its requests because of an object of this kind.</summary>
    internal static bool IsCaller(ObjectKey key) =>
        key is { Group: Admission, Kind: "ValidatingWebhookConfiguration" or "MutatingWebhookConfiguration" } or { Group: "apiregistration.k8s.io", Kind: "APIService" };

    /// <summary>The group of a definition, which is named <c>&lt;plural&gt;.&lt;group&gt;</c>.</summary>
    internal static string GroupOf(ObjectKey definition) => definition.Name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? definition.Name[(dot + 1)..] : definition.Name;

    // One whose content is missing for now says nothing.
    private static JsonElement Read(WantedObject item, ContentSource contents) => contents(item.Entry.Content) is { } content ? CanonicalJson.Parse(content.Span) : default;
}
