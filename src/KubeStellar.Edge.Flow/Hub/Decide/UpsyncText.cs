using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Decide;

/// <summary>What a policy carries up, in words.</summary>
internal static class UpsyncText
{
    /// <summary>One sentence of all rules of a policy.</summary>
    internal static string Of(PolicyKey policy, IReadOnlyList<UpsyncRule> rules) => $"{policy} carries up {string.Join("; ", rules.Select(Of))}";

    private static string Of(UpsyncRule rule)
    {
        var spaces = rule.Namespaces is { } some ? $" in {string.Join(", ", some.Select(space => space.Length > 0 ? space : "no namespace"))}" : "";
        var names = rule.Names is { } called ? $" named {string.Join(", ", called)}" : "";
        var labels = rule.Labels is { Count: > 0 } all ? $" with {string.Join(",", all.Select(label => $"{label.Key}={label.Value}"))}" : "";
        return string.Join(", ", rule.Kinds) + spaces + names + labels;
    }
}
