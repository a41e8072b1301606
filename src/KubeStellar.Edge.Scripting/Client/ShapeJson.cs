using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>Reads what a module declared. The library in the isolate has checked it; what is not there is empty.</summary>
internal static class ShapeJson
{
    internal static PolicyShape Read(JsonElement shape) => new(
        Selection(shape.GetProperty("selects"u8)),
        shape.GetProperty("customizes"u8).GetBoolean(),
        shape.GetProperty("reduces"u8).GetBoolean(),
        Plain(shape, "rollout"))
    {
        Modifiers = [.. shape.GetProperty("modifiers"u8).EnumerateArray().Select(Modifier)],
        Places = shape.GetProperty("places"u8).GetBoolean(),
        Chooses = shape.GetProperty("chooses"u8).GetBoolean(),
        Tolerations = [.. shape.GetProperty("tolerations"u8).EnumerateArray().Select(Toleration)],
        Relates = shape.GetProperty("relates"u8).GetBoolean(),
        DependsOnPolicies = Texts(shape, "dependsOnPolicies"),
        HealthKinds = Texts(shape, "healthKinds"),
        Upsync = [.. shape.GetProperty("upsync"u8).EnumerateArray().Select(Upsync)],
        Site = Plain(shape, "site") is { } site ? Site(site) : null,
        Seals = [.. shape.GetProperty("seals"u8).EnumerateArray().Select(Seal)],
        Parameters = Plain(shape, "parameters"),
        Gates = shape.GetProperty("gates"u8).GetBoolean(),
        Empty = Plain(shape, "empty"),
        GroupBy = shape.TryGetProperty("groupBy"u8, out var by) ? by.GetString() ?? "" : "",
        Keep = shape.GetProperty("keep"u8).GetString() switch { "changes" => StatusKeep.Changes, "on-demand" => StatusKeep.OnDemand, _ => StatusKeep.Always },
        WriteBack = Enum.Parse<StatusWriteBack>(shape.GetProperty("writeBack"u8).GetString()!, ignoreCase: true),
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
        Nothing = selects.TryGetProperty("nothing"u8, out var nothing) && nothing.GetBoolean(),
    };

    private static UpsyncRule Upsync(JsonElement rule) => new()
    {
        Kinds = Texts(rule, "kinds"),
        Namespaces = Listed(rule, "namespaces"),
        Names = Listed(rule, "names"),
        Labels = rule.TryGetProperty("labels"u8, out var labels) ? new(labels.EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString() ?? ""), StringComparer.Ordinal) : null,
    };

    private static SiteRules Site(JsonElement site) => new()
    {
        Windows = site.GetProperty("windows"u8).GetArrayLength() == 0 ? null : [.. site.GetProperty("windows"u8).EnumerateArray().Select(window => new SiteWindow(
            [.. Texts(window, "days").Select(day => Enum.Parse<DayOfWeek>(day, ignoreCase: true).ToString())], window.GetProperty("from"u8).GetString()!, window.GetProperty("to"u8).GetString()!, window.GetProperty("zone"u8).GetString()!))],
        RollbackAfter = site.TryGetProperty("rollbackAfter"u8, out var after) ? (long)after.GetDouble() : null,
    };

    private static SealRule Seal(JsonElement rule) => new()
    {
        Kind = rule.GetProperty("kind"u8).GetString()!,
        Group = rule.TryGetProperty("group"u8, out var group) ? group.GetString() : null,
        Paths = Texts(rule, "paths"),
    };

    private static string[]? Listed(JsonElement holder, string name) => holder.TryGetProperty(name, out _) ? Texts(holder, name) : null;

    private static ModifierRule Modifier(JsonElement rule) => new()
    {
        For = Plain(rule, "for") is { } only ? Selection(only) : null,
        CreateOnly = Flag(rule, "createOnly"),
        Prune = Flag(rule, "prune"),
        Drift = Word<DriftMode>(rule, "drift"),
        DriftAt = [.. rule.GetProperty("driftAt"u8).EnumerateArray().Select(at => new DriftRule(at.GetProperty("path"u8).GetString()!, Word<DriftMode>(at, "mode")!.Value))],
        Adopt = Flag(rule, "adopt"),
        Force = Flag(rule, "force"),
        Replace = Flag(rule, "replace"),
        Recreate = Flag(rule, "recreate"),
        Propagation = Word<Propagation>(rule, "propagation"),
        Status = Word<StatusScope>(rule, "status"),
        StatusPaths = Texts(rule, "statusPaths"),
    };

    private static bool? Flag(JsonElement holder, string name) => holder.TryGetProperty(name, out var value) ? value.GetBoolean() : null;

    private static T? Word<T>(JsonElement holder, string name)
        where T : struct, Enum => holder.TryGetProperty(name, out var value) ? Enum.Parse<T>(value.GetString()!) : null;

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
