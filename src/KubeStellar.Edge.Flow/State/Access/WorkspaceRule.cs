using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.State.Access;

/// <summary>What a workspace may place, ready to be asked. Pure.</summary>
internal sealed class WorkspaceRule
{
    /// <summary>Reason of what an admin's rule keeps from an edge.</summary>
    internal const string Reason = "WorkspaceRule";

    private readonly LabelSelector _edges;

    /// <exception cref="FormatException">Its selector is none.</exception>
    internal WorkspaceRule(WorkspaceRecord record)
    {
        Record = record;
        _edges = LabelSelector.Parse(record.Edges ?? "");
        Text = JsonSerializer.Serialize(record with { SetAt = null }, ContractsJson.Default.WorkspaceRecord);
    }

    internal WorkspaceRecord Record { get; }

    /// <summary>The rule as text: rules with the same text are the same.</summary>
    internal string Text { get; }

    /// <summary>Whether edges outside of it exist at all.</summary>
    internal bool LimitsEdges => _edges.Requirements.Count > 0;

    /// <summary>Whether the workspace may place on an edge.</summary>
    internal bool Allows(EdgeRecord edge) => _edges.Matches(edge.Labels);

    /// <summary>Why the workspace may not place on an edge that its labels leave out.</summary>
    internal string WhyNotThere => $"{Reason}: the workspace {Record.Name} places on edges {Record.Edges} only; an admin says so (kse workspace set {Record.Name} --edges-label)";

    /// <summary>Why the workspace may not have an object; null when it may.</summary>
    internal string? WhyNot(ObjectKey key)
    {
        if (Record.Kinds is { } kinds && !kinds.Contains(key.Kind) && !kinds.Contains($"{key.Kind}.{key.Group}"))
            return Sentence($"kinds {string.Join(", ", kinds)}", "--kinds");
        if (key.Namespace.Length == 0)
            return Record.ClusterScoped == false ? Sentence("namespaced objects", "--cluster-scoped") : null;
        return Record.Namespaces is { } namespaces && !namespaces.Any(one => Fits(one, key.Namespace)) ? Sentence($"namespaces {string.Join(", ", namespaces)}", "--namespaces") : null;
    }

    private string Sentence(string what, string option) => $"{Reason}: the workspace {Record.Name} may have {what} only; an admin says so (kse workspace set {Record.Name} {option})";

    private static bool Fits(string pattern, string name) =>
        pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : pattern == name;
}
