using System.Text.Json;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>Reads what a module declared. The library in the isolate has checked it; what is not there is empty.</summary>
internal static class ShapeJson
{
    internal static PolicyShape Read(JsonElement shape)
    {
        var selects = shape.GetProperty("selects"u8);
        return new PolicyShape(
            new PolicySelection
            {
                Kinds = Texts(selects, "kinds"),
                Groups = Texts(selects, "groups"),
                Names = Texts(selects, "names"),
                Namespaces = Texts(selects, "namespaces"),
                Labels = selects.TryGetProperty("labels"u8, out var labels)
                    ? labels.EnumerateObject().ToDictionary(l => l.Name, l => l.Value.GetString() ?? "", StringComparer.Ordinal)
                    : new Dictionary<string, string>(StringComparer.Ordinal),
            },
            shape.GetProperty("customizes"u8).GetBoolean(),
            shape.GetProperty("reduces"u8).GetBoolean(),
            Plain(shape, "rollout"),
            Plain(shape, "modifiers"));
    }

    private static string[] Texts(JsonElement selects, string name) =>
        selects.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(item => item.GetString() ?? "")] : [];

    private static JsonElement? Plain(JsonElement shape, string name) =>
        shape.GetProperty(name) is { ValueKind: not JsonValueKind.Null } value ? value : null;
}
