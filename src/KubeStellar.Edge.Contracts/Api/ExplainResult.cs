using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>The way of one object to one edge, step by step.</summary>
public sealed record ExplainResult : WireRecord
{
    /// <summary>Edge id.</summary>
    public required string Edge { get; init; }

    /// <summary>Object key.</summary>
    public required string Object { get; init; }

    /// <summary>Whether the edge's newest root names the object.</summary>
    public required bool Placed { get; init; }

    /// <summary>Steps in the order of the flow: select, place, customize, gate, publish, receive, apply, observe.</summary>
    public required IReadOnlyList<ExplainStep> Steps { get; init; }
}
