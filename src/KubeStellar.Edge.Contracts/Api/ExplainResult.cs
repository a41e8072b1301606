using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>The way of one object to one edge, step by step; or, when no edge was named, the edges grouped by what came of it.</summary>
public sealed record ExplainResult : WireRecord
{
    /// <summary>Edge id; empty when all were asked about.</summary>
    public required string Edge { get; init; }

    /// <summary>Object key.</summary>
    public required string Object { get; init; }

    /// <summary>Whether the edge's newest root names the object; of all edges, whether any's does.</summary>
    public required bool Placed { get; init; }

    /// <summary>Steps in the order of the flow: select, place, customize, gate, publish, receive, apply, observe.</summary>
    public required IReadOnlyList<ExplainStep> Steps { get; init; }

    /// <summary>The policy that owns the object; null when there is none.</summary>
    public string? Policy { get; init; }

    /// <summary>Id of the recorded decision; null when there is none.</summary>
    public string? Decision { get; init; }

    /// <summary>Edges by what came of the object and why, the largest groups first; null when one edge was asked about.</summary>
    public IReadOnlyList<ExplainGroup>? Groups { get; init; }
}
