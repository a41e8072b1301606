using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Place;

/// <summary>Which objects a policy's lists let through: pure, and the same for every edge, so it is decided here and not by the script. A function has the last word (<see cref="SelectionBook"/>).</summary>
internal static class Selector
{
    public static bool Selects(PolicySelection selection, ObjectKey key, JsonElement workload) => WhyNot(selection, key, workload) is null;

    /// <summary>Why a policy's lists do not let an object through; null when they do.</summary>
    public static string? WhyNot(PolicySelection selection, ObjectKey key, JsonElement workload)
    {
        if (selection.Nothing)
        {
            return "it selects nothing and only carries objects up";
        }

        if (!Matches(selection.Kinds, key.Kind))
        {
            return $"it selects kinds {string.Join(", ", selection.Kinds)}";
        }

        if (!Matches(selection.Groups, key.Group))
        {
            return $"it selects groups {string.Join(", ", selection.Groups)}";
        }

        if (!Matches(selection.Names, key.Name))
        {
            return $"it selects names {string.Join(", ", selection.Names)}";
        }

        if (!Matches(selection.Namespaces, key.Namespace))
        {
            return $"it selects namespaces {string.Join(", ", selection.Namespaces)}";
        }

        if (selection.Labels.Count + selection.Expressions.Count == 0)
        {
            return null;
        }

        var labels = LabelsOf(workload);
        foreach (var (name, value) in selection.Labels)
        {
            if (labels.GetValueOrDefault(name) != value)
            {
                return $"it selects label {name}={value}, and the object has {labels.GetValueOrDefault(name) ?? "none"}";
            }
        }

        return selection.Expressions.FirstOrDefault(one => !one.Matches(labels)) is { } unmet
            ? $"it selects label {Text(unmet)}, and the object has {labels.GetValueOrDefault(unmet.Key) ?? "none"}"
            : null;
    }

    private static bool Matches(IReadOnlyList<string> wanted, string value) => wanted.Count == 0 || wanted.Contains(value);

    private static string Text(LabelRequirement requirement) => requirement.Operator switch
    {
        LabelOperator.In => $"{requirement.Key} in ({string.Join(", ", requirement.Values)})",
        LabelOperator.NotIn => $"{requirement.Key} notin ({string.Join(", ", requirement.Values)})",
        LabelOperator.Exists => requirement.Key,
        _ => $"!{requirement.Key}",
    };

    private static Dictionary<string, string> LabelsOf(JsonElement workload)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (workload.ValueKind == JsonValueKind.Object
            && workload.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
            && metadata.TryGetProperty("labels", out var found) && found.ValueKind == JsonValueKind.Object)
        {
            foreach (var label in found.EnumerateObject().Where(label => label.Value.ValueKind == JsonValueKind.String))
            {
                labels[label.Name] = label.Value.GetString()!;
            }
        }

        return labels;
    }
}
