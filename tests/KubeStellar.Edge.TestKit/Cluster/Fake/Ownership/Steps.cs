using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Fake.Schema;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Ownership;

/// <summary>Steps from a value to the values in it, as <see cref="FieldSet"/> writes them.</summary>
internal static class Steps
{
    /// <summary>A member.</summary>
    internal static string Member(string name) => "f:" + name;

    /// <summary>An item of a list that is a set or a map.</summary>
    internal static string Item(JsonNode? item, FieldRule rule)
    {
        if (rule.Kind == FieldKind.Set)
            return "v:" + (item?.ToJsonString(Json.Plain) ?? "null");
        var keys = new JsonObject();
        foreach (var (name, otherwise) in rule.Keys)
        {
            if ((item.At(name) ?? (otherwise is null ? null : JsonNode.Parse(otherwise))) is { } value)
                keys[name] = value.DeepClone();
        }

        return "k:" + keys.ToJsonString(Json.Plain);
    }

    /// <summary>Path of a member in the terms of <see cref="FieldRules"/>.</summary>
    internal static string Under(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>Whether a value is owned as one.</summary>
    internal static bool IsLeaf(JsonNode? value, FieldRule rule) => value is not (JsonObject or JsonArray) || rule.Kind == FieldKind.Atomic;
}
