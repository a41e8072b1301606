using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>What a device says of itself; untrusted. Replaces what it said before.</summary>
public sealed record FactsMessage : WireRecord
{
    /// <summary>The edge; must be the one in the subject.</summary>
    public required string Edge { get; init; }

    /// <summary>Facts and capacities.</summary>
    public SortedDictionary<string, JsonElement> Properties { get; set; } = [];
}
