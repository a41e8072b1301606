using System.Text.Json;

namespace KubeStellar.Edge.Kubernetes.Cluster.Drift;

/// <summary>
/// Steps of FieldsV1: <c>f:name</c> is a member, <c>k:{"name":"app"}</c> an item of a list that is a map by those keys, <c>v:"x"</c> a member of a set,
/// <c>.</c> the thing itself (https://pkg.go.dev/sigs.k8s.io/structured-merge-diff/v6/fieldpath).
/// </summary>
internal static class FieldNames
{
    /// <summary>A path for people, one step longer: names that are no plain words are quoted.</summary>
    internal static string Member(string path, string name) =>
        name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-') ? path.Length == 0 ? name : $"{path}.{name}" : $"{path}[\"{name}\"]";

    /// <summary>A path for people to an item: by its name where it has one, else by its keys.</summary>
    internal static string Item(string path, JsonElement item, IEnumerable<string> keys)
    {
        var shown = keys.Where(key => item.TryGetProperty(key, out _)).ToList();
        return shown.Contains("name") ? $"{path}[name={Plain(item.GetProperty("name"))}]" : $"{path}[{string.Join(',', shown.Select(key => $"{key}={Plain(item.GetProperty(key))}"))}]";
    }

    /// <summary>The step <c>k:</c> of a node that an item goes by; null for none. A key that the item leaves to its default may have any value, a protocol is TCP.</summary>
    internal static JsonProperty? Find(JsonElement node, JsonElement item)
    {
        foreach (var step in node.EnumerateObject())
        {
            if (step.Name.StartsWith("k:", StringComparison.Ordinal) && Fits(step.Name, item))
            {
                return step;
            }
        }

        return null;
    }

    /// <summary>The step <c>v:</c> of a node that a member of a set goes by, however it is spelled; null for none.</summary>
    internal static JsonElement? FindValue(JsonElement node, JsonElement member)
    {
        foreach (var step in node.EnumerateObject().Where(step => step.Name.StartsWith("v:", StringComparison.Ordinal)))
        {
            using var value = JsonDocument.Parse(step.Name.AsMemory(2));
            if (JsonElement.DeepEquals(value.RootElement, member))
            {
                return step.Value;
            }
        }

        return null;
    }

    /// <summary>Names of the keys in a step <c>k:</c>.</summary>
    internal static IReadOnlyList<string> Keys(string step)
    {
        using var json = JsonDocument.Parse(step.AsMemory(2));
        return [.. json.RootElement.EnumerateObject().Select(key => key.Name)];
    }

    /// <summary>Whether a node's children are items of a list by keys, or members of a set.</summary>
    internal static bool HasSteps(JsonElement node, string prefix) => node.EnumerateObject().Any(step => step.Name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Adds every leaf of a node in the spelling of the server's conflicts: <c>.spec.ports[port=80,protocol="TCP"].name</c>.</summary>
    internal static void Flatten(JsonElement node, string path, HashSet<string> into)
    {
        var leaf = true;
        foreach (var step in node.EnumerateObject())
        {
            leaf = false;
            if (step.Name == ".")
            {
                into.Add(path);
                continue;
            }

            Flatten(step.Value, path + Spelled(step.Name), into);
        }

        if (leaf)
        {
            into.Add(path);
        }
    }

    /// <summary>A step as the server spells it in conflicts.</summary>
    internal static string Spelled(string step)
    {
        switch (step.AsSpan(0, 2))
        {
            case "f:":
                return $".{step[2..]}";
            case "k:":
                using (var json = JsonDocument.Parse(step.AsMemory(2)))
                {
                    return $"[{string.Join(',', json.RootElement.EnumerateObject().OrderBy(key => key.Name, StringComparer.Ordinal).Select(key => $"{key.Name}={key.Value.GetRawText()}"))}]";
                }

            case "v:":
                return $"[={step[2..]}]";
            default:
                return $"[{step[2..]}]";
        }
    }

    private static bool Fits(string step, JsonElement item)
    {
        if (item.ValueKind is not JsonValueKind.Object)
        {
            return false;
        }

        using var keys = JsonDocument.Parse(step.AsMemory(2));
        foreach (var key in keys.RootElement.EnumerateObject())
        {
            if (!item.TryGetProperty(key.Name, out var value))
            {
                if (key.Name == "protocol" && !key.Value.ValueEquals("TCP"))
                {
                    return false;
                }

                continue;
            }

            if (!JsonElement.DeepEquals(value, key.Value))
            {
                return false;
            }
        }

        return true;
    }

    private static string Plain(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
