using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>Why an object is, or is not, at an edge; or, with no edge named, at which edges it is and why.</summary>
public sealed record ExplainRequest : WireRecord
{
    /// <summary>Edge id; empty: all edges, grouped by reason.</summary>
    public string Edge { get; set; } = "";

    /// <summary>Object key, or <c>kind/name</c>, or <c>kind/namespace/name</c>.</summary>
    public required string Object { get; init; }
}
