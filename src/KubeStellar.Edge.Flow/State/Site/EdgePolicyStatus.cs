using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>One policy in an edge's status.</summary>
public sealed record EdgePolicyStatus
{
    /// <summary>The policy.</summary>
    public required PolicyKey Policy { get; init; }

    /// <summary>Its manifest; zero when it left the root and objects of it remain.</summary>
    public Digest Manifest { get; init; }

    /// <summary>Objects that are applied.</summary>
    public int Applied { get; init; }

    /// <summary>Objects that are applied and current.</summary>
    public int Ready { get; init; }

    /// <summary>Its objects.</summary>
    public IReadOnlyList<EdgeObjectStatus> Objects { get; init; } = [];
}
