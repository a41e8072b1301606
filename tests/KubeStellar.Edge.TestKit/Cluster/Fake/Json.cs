using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeStellar.Edge.TestKit.Cluster.Fake;

/// <summary>Small helpers over JSON nodes.</summary>
internal static class Json
{
    /// <summary>Writes as Go does where it matters: no escapes but those that JSON needs.</summary>
    internal static JsonSerializerOptions Plain { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The node at a path of members; null when something is missing or no object.</summary>
    internal static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            node = node is JsonObject map && map.TryGetPropertyValue(name, out var child) ? child : null;
        return node;
    }

    /// <summary>The text at a path; empty when it is not there.</summary>
    internal static string Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    /// <summary>The object at a path, made when it is not there.</summary>
    internal static JsonObject Make(this JsonObject node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (node[name] is not JsonObject child)
                node[name] = child = [];
            node = child;
        }

        return node;
    }

    /// <summary>Objects of the array at a path.</summary>
    internal static IEnumerable<JsonObject> Items(this JsonNode? node, params ReadOnlySpan<string> path) => (node.At(path) as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>Texts of the array at a path.</summary>
    internal static List<string> Texts(this JsonNode? node, params ReadOnlySpan<string> path) =>
        [.. (node.At(path) as JsonArray ?? []).OfType<JsonValue>().Select(value => value.TryGetValue<string>(out var text) ? text : value.ToJsonString())];

    /// <summary>Sets a member when it is not there.</summary>
    internal static void Default(this JsonObject node, string name, JsonNode value)
    {
        if (node[name] is null)
            node[name] = value;
    }

    internal static JsonNode? Copy(this JsonNode? node) => node?.DeepClone();

    internal static bool Same(JsonNode? left, JsonNode? right) => JsonNode.DeepEquals(left, right);
}
