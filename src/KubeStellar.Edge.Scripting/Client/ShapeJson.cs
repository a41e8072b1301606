using System.Text.Json;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>Reads what a module declared. The library in the isolate has checked it; what is not there is empty.</summary>
internal static class ShapeJson
{
    internal static PolicyShape Read(JsonElement shape) => new(
        Selection(shape.GetProperty("selects"u8)),
        shape.GetProperty("customizes"u8).GetBoolean(),
        shape.GetProperty("reduces"u8).GetBoolean(),
        Plain(shape, "rollout"),
        Plain(shape, "modifiers"))
    {
        Places = shape.GetProperty("places"u8).GetBoolean(),
        Chooses = shape.GetProperty("chooses"u8).GetBoolean(),
        Tolerations = [.. shape.GetProperty("tolerations"u8).EnumerateArray().Select(Toleration)],
        Relates = shape.GetProperty("relates"u8).GetBoolean(),
        DependsOnPolicies = Texts(shape, "dependsOnPolicies"),
        HealthKinds = Texts(shape, "healthKinds"),
        Parameters = Plain(shape, "parameters"),
        Gates = shape.GetProperty("gates"u8).GetBoolean(),
    };

    private static PolicySelection Selection(JsonElement selects) => new()
    {
        Kinds = Texts(selects, "kinds"),
        Groups = Texts(selects, "groups"),
        Names = Texts(selects, "names"),
        Namespaces = Texts(selects, "namespaces"),
        Labels = selects.TryGetProperty("labels"u8, out var labels)
            ? labels.EnumerateObject().ToDictionary(l => l.Name, l => l.Value.GetString() ?? "", StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal),
        Expressions = selects.TryGetProperty("expressions"u8, out var expressions) ? [.. expressions.EnumerateArray().Select(Requirement)] : [],
        Function = selects.GetProperty("function"u8).GetBoolean(),
    };

    private static LabelRequirement Requirement(JsonElement expression) => new(
        expression.GetProperty("key"u8).GetString() ?? "",
        Enum.Parse<LabelOperator>(expression.GetProperty("operator"u8).GetString() ?? ""),
        Texts(expression, "values"));

    private static Toleration Toleration(JsonElement toleration) => new(
        toleration.GetProperty("key"u8).GetString() ?? "",
        toleration.GetProperty("exists"u8).GetBoolean(),
        toleration.GetProperty("value"u8).GetString() ?? "",
        toleration.GetProperty("effect"u8).GetString() ?? "");

    private static string[] Texts(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(item => item.GetString() ?? "")] : [];

    private static JsonElement? Plain(JsonElement shape, string name) =>
        shape.GetProperty(name) is { ValueKind: not JsonValueKind.Null } value ? value : null;
}
