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
    private readonly ObjectScope _objects;

    /// <exception cref="FormatException">Its selector is none.</exception>
    internal WorkspaceRule(WorkspaceRecord record)
    {
        Record = record;
        _objects = new ObjectScope { Kinds = record.Kinds, Namespaces = record.Namespaces, ClusterScoped = record.ClusterScoped };
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
    internal string? WhyNot(ObjectKey key) =>
        _objects.Instead(key) is { } instead ? $"{Reason}: the workspace {Record.Name} may have {instead} only; an admin says so (kse workspace set {Record.Name})" : null;
}
