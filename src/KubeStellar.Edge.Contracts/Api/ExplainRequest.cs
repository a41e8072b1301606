using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>Why an object is, or is not, at an edge.</summary>
public sealed record ExplainRequest : WireRecord
{
    /// <summary>Edge id.</summary>
    public required string Edge { get; init; }

    /// <summary>Object key, or <c>kind/name</c>, or <c>kind/namespace/name</c>.</summary>
    public required string Object { get; init; }
}
