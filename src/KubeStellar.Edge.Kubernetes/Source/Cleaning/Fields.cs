using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeStellar.Edge.Kubernetes.Source.Cleaning;

/// <summary>Reads, writes and removes members of an object, by path; what is not there, or is something else, is left alone.</summary>
internal static class Fields
{
    /// <summary>The map at a path; null when there is none.</summary>
    internal static JsonObject? Map(JsonObject from, params ReadOnlySpan<string> path)
    {
        var at = from;
        foreach (var name in path)
        {
            if (at[name] is not JsonObject next)
            {
                return null;
            }

            at = next;
        }

        return at;
    }

    /// <summary>The maps in the list at a path.</summary>
    internal static IEnumerable<JsonObject> Items(JsonObject? from, string list) => (from?[list] as JsonArray)?.OfType<JsonObject>() ?? [];

    /// <summary>The text at a path; null when there is none.</summary>
    internal static string? Text(JsonObject from, params ReadOnlySpan<string> path) =>
        Map(from, path[..^1])?[path[^1]] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>Whether the value at a path is <c>true</c>.</summary>
    internal static bool IsTrue(JsonObject from, params ReadOnlySpan<string> path) => Map(from, path[..^1])?[path[^1]] is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    /// <summary>A time as Kubernetes writes it.</summary>
    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>What refers to an object, from events and to write its status: apiVersion, kind, namespace, name, uid.</summary>
    internal static JsonObject Reference(JsonObject item) => new()
    {
        ["apiVersion"] = Text(item, "apiVersion"),
        ["kind"] = Text(item, "kind"),
        ["namespace"] = Text(item, "metadata", "namespace") ?? "",
        ["name"] = Text(item, "metadata", "name") ?? "",
        ["uid"] = Text(item, "metadata", "uid"),
    };

    /// <summary>Removes members of the map at a path.</summary>
    internal static void Remove(JsonObject from, ReadOnlySpan<string> path, params ReadOnlySpan<string> names)
    {
        if (Map(from, path) is { } map)
        {
            foreach (var name in names)
            {
                map.Remove(name);
            }
        }
    }

    /// <summary>Removes a member that is just what a server sets when nothing is said.</summary>
    internal static void RemoveDefault(JsonObject from, string map, string name, string value)
    {
        if (Text(from, map, name) == value)
        {
            Remove(from, [map], name);
        }
    }

    /// <summary>Removes a map or list that has nothing in it.</summary>
    internal static void RemoveEmpty(JsonObject from, ReadOnlySpan<string> path, string name)
    {
        if (Map(from, path) is { } map && map[name] is JsonObject { Count: 0 } or JsonArray { Count: 0 })
        {
            Map(from, path)!.Remove(name);
        }
    }

    /// <summary>Removes the items of a list that a rule names.</summary>
    internal static void RemoveItems(JsonObject? from, string list, Func<JsonObject, bool> rule)
    {
        if (from?[list] is JsonArray items)
        {
            foreach (var item in items.OfType<JsonObject>().Where(rule).ToList())
            {
                items.Remove(item);
            }

            if (items.Count == 0)
            {
                from.Remove(list);
            }
        }
    }
}
