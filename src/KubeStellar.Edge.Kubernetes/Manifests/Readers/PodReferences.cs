using System.Text.Json;

namespace KubeStellar.Edge.Kubernetes.Manifests.Readers;

/// <summary>What a Pod's spec refers to by name in its namespace.</summary>
internal static class PodReferences
{
    /// <summary>Kind and name of each ConfigMap, Secret and PersistentVolumeClaim, in order, each once.</summary>
    internal static IReadOnlyList<(string Kind, string Name)> Of(JsonElement spec)
    {
        var found = new SortedSet<(string, string)>();
        foreach (var container in Items(spec, "containers").Concat(Items(spec, "initContainers")))
        {
            foreach (var source in Items(container, "envFrom"))
            {
                Add(found, "ConfigMap", source, "configMapRef", "name");
                Add(found, "Secret", source, "secretRef", "name");
            }

            foreach (var from in Items(container, "env").Select(variable => Member(variable, "valueFrom")))
            {
                Add(found, "ConfigMap", from, "configMapKeyRef", "name");
                Add(found, "Secret", from, "secretKeyRef", "name");
            }
        }

        foreach (var volume in Items(spec, "volumes"))
        {
            Add(found, "ConfigMap", volume, "configMap", "name");
            Add(found, "Secret", volume, "secret", "secretName");
            Add(found, "PersistentVolumeClaim", volume, "persistentVolumeClaim", "claimName");
            foreach (var source in Items(Member(volume, "projected"), "sources"))
            {
                Add(found, "ConfigMap", source, "configMap", "name");
                Add(found, "Secret", source, "secret", "name");
            }
        }

        foreach (var pull in Items(spec, "imagePullSecrets"))
        {
            if (Text(pull, "name") is { } name)
            {
                found.Add(("Secret", name));
            }
        }

        return [.. found];
    }

    /// <summary>A member; undefined when there is none, or no object to have it.</summary>
    internal static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <summary>The members of an object; none when it is something else, as YAML's <c>- </c> with nothing after it.</summary>
    internal static IEnumerable<JsonProperty> Members(JsonElement element) => element.ValueKind is JsonValueKind.Object ? element.EnumerateObject() : [];

    /// <summary>The items of a list; none when there is no list.</summary>
    internal static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>A text that is not empty; null when there is none.</summary>
    internal static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } value ? value : null;

    private static void Add(SortedSet<(string, string)> found, string kind, JsonElement parent, string member, string name)
    {
        if (Text(Member(parent, member), name) is { } value)
        {
            found.Add((kind, value));
        }
    }
}
