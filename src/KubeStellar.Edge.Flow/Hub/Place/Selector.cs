using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Place;

/// <summary>Which objects a policy selects: pure, and the same for every edge, so it is decided here and not by the script.</summary>
internal static class Selector
{
    public static bool Selects(PolicySelection selection, ObjectKey key, JsonElement workload) =>
        Matches(selection.Kinds, key.Kind)
        && Matches(selection.Groups, key.Group)
        && Matches(selection.Names, key.Name)
        && Matches(selection.Namespaces, key.Namespace)
        && selection.Labels.All(label => LabelOf(workload, label.Key) == label.Value);

    /// <summary>Why a policy does not select an object; null when it does.</summary>
    public static string? WhyNot(PolicySelection selection, ObjectKey key, JsonElement workload)
    {
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

        foreach (var (name, value) in selection.Labels)
        {
            if (LabelOf(workload, name) != value)
            {
                return $"it selects label {name}={value}, and the object has {LabelOf(workload, name) ?? "none"}";
            }
        }

        return null;
    }

    private static bool Matches(IReadOnlyList<string> wanted, string value) => wanted.Count == 0 || wanted.Contains(value);

    private static string? LabelOf(JsonElement workload, string name) =>
        workload.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
        && metadata.TryGetProperty("labels", out var labels) && labels.ValueKind == JsonValueKind.Object
        && labels.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;
}
