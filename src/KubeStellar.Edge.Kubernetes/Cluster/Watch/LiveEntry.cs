namespace KubeStellar.Edge.Kubernetes.Cluster.Watch;

/// <summary>What is kept of one live object. Replaced whole.</summary>
internal sealed record LiveEntry
{
    internal required string Namespace { get; init; }

    internal required string Name { get; init; }

    internal required string Uid { get; init; }

    internal required string ResourceVersion { get; init; }

    /// <summary>Our marks, by their names without the prefix.</summary>
    internal required IReadOnlyDictionary<string, string> Marks { get; init; }

    /// <summary>Whether it is being deleted.</summary>
    internal bool Terminating { get; init; }

    internal IReadOnlyList<string> Finalizers { get; init; } = [];

    /// <summary>Its managers, as <see cref="Drift.FieldManagers.Compact"/> keeps them.</summary>
    internal byte[] Managers { get; init; } = [];

    /// <summary>The object as JSON without its managers; null when only its metadata is known.</summary>
    internal byte[]? Live { get; init; }

    internal string? Mark(string name) => Marks.GetValueOrDefault(name);
}
