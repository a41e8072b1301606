using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>Edges that are alike in all that a policy read of them, and so were decided alike.</summary>
public sealed record DecidedCase
{
    /// <summary>What came of it.</summary>
    public required DecisionOutcome Outcome { get; init; }

    /// <summary>How many edges.</summary>
    public required int Edges { get; init; }

    /// <summary>Ids of up to ten of them, in their order.</summary>
    public IReadOnlyList<string> Sample { get; set; } = [];

    /// <summary>The policy's own words, or why it was not asked; empty for none.</summary>
    public string Reason { get; set; } = "";

    /// <summary>What was read: <c>id</c>, <c>taints</c>, <c>labels/NAME</c>, <c>properties/NAME</c>, <c>labels</c>, <c>properties</c>; null when it is not known.</summary>
    public IReadOnlyList<string>? Reads { get; init; }

    /// <summary>An edge that holds only what was read, <c>{ id, labels, properties, taints }</c>; null when the policy was not asked.</summary>
    public JsonElement? Edge { get; init; }

    /// <summary>What <c>choose</c> assigned to it (<c>assign(edge, share)</c>).</summary>
    public JsonElement? Share { get; init; }

    /// <summary>What <c>customize</c> did to the object; null when it is not placed, became several, or is too long to be kept here. Values of a Secret are masked.</summary>
    public IReadOnlyList<JsonOperation>? Operations { get; init; }

    /// <summary>The same for each copy, when the object became several (<c>fanOut</c>).</summary>
    public IReadOnlyList<IReadOnlyList<JsonOperation>>? Copies { get; init; }

    /// <summary>Digest of the operations as JSON, also when they are too long to be kept; null when it is not placed.</summary>
    public Digest? Result { get; init; }

    /// <summary>Why there is no decision; null when there is.</summary>
    public DecisionFault? Fault { get; init; }
}
