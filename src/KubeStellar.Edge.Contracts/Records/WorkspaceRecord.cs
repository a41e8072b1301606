namespace KubeStellar.Edge.Contracts.Records;

/// <summary>
/// What an admin lets a workspace place, and how much: bucket <c>kse-hub</c>, key <c>workspace.&lt;name&gt;</c>. A workspace without one has no limits. What is left out limits nothing.
/// </summary>
public sealed record WorkspaceRecord : WireRecord
{
    /// <summary>The workspace.</summary>
    public required string Name { get; init; }

    /// <summary>Kinds, as <c>Kind</c> or <c>Kind.group</c>; null for all.</summary>
    public IReadOnlyList<string>? Kinds { get; init; }

    /// <summary>Namespaces, exact or with a <c>*</c> at the end; null for all.</summary>
    public IReadOnlyList<string>? Namespaces { get; init; }

    /// <summary>False: no cluster-scoped objects. Null for yes.</summary>
    public bool? ClusterScoped { get; init; }

    /// <summary>Label selector in Kubernetes syntax: edges that it fits are those on which the workspace may place. Null for all.</summary>
    public string? Edges { get; init; }

    /// <summary>How much; null for any.</summary>
    public WorkspaceQuota? Quota { get; init; }

    /// <summary>When it was set, by the hub's clock.</summary>
    public DateTimeOffset? SetAt { get; init; }
}
