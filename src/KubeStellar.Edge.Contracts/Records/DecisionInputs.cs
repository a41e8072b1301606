using System.Text.Json;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>All that <c>choose</c> was given, and what it answered; a content of its own beside the <see cref="DecisionRecord"/>.</summary>
public sealed record DecisionInputs : WireRecord
{
    /// <summary>The edges, with what was read of them, in the order of their ids.</summary>
    public IReadOnlyList<JsonElement> Candidates { get; set; } = [];

    /// <summary>Ids of the chosen ones.</summary>
    public IReadOnlyList<string> Chosen { get; set; } = [];

    /// <summary>Ids of edges that were offered for want of an answer of <c>place</c>, and that keep the object whatever was chosen; null for none.</summary>
    public IReadOnlyList<string>? Unsure { get; init; }

    /// <summary>What was assigned to single edges, by id; null for nothing.</summary>
    public SortedDictionary<string, JsonElement>? Shares { get; init; }
}
