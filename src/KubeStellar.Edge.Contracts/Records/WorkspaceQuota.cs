namespace KubeStellar.Edge.Contracts.Records;

/// <summary>How much a workspace may have; null for any.</summary>
public sealed record WorkspaceQuota
{
    /// <summary>Workload objects.</summary>
    public long? Objects { get; init; }

    /// <summary>Bytes of their canonical forms.</summary>
    public long? Bytes { get; init; }

    /// <summary>Policies.</summary>
    public long? Policies { get; init; }

    /// <summary>Edges on which its policies place.</summary>
    public long? Edges { get; init; }

    /// <summary>Milliseconds of each minute for which its policies may place and customize.</summary>
    public long? Cpu { get; init; }
}
