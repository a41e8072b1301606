using System.Text.Json.Serialization;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>What would change if objects and policies were applied now. Its size follows distinct changes, not edges.</summary>
public sealed record PreviewResult : WireRecord
{
    /// <summary>Edges of the fleet.</summary>
    public int Edges { get; init; }

    /// <summary>Objects for which something would change at some edge.</summary>
    public IReadOnlyList<PreviewObject> Objects { get; set; } = [];

    /// <summary>The distinct changes, those of the most edges first.</summary>
    public IReadOnlyList<PreviewChange> Changes { get; set; } = [];

    /// <summary>Distinct changes that are left out, because there are too many.</summary>
    public int MoreChanges { get; init; }

    /// <summary>What would stall.</summary>
    public IReadOnlyList<PreviewStall> Stalls { get; set; } = [];

    /// <summary>Contents that would be stored.</summary>
    public int Contents { get; init; }

    /// <summary>Manifests that would be stored.</summary>
    public int Manifests { get; init; }

    /// <summary>Edges that would get a new root.</summary>
    public int Roots { get; init; }

    /// <summary>Placements (edge, object) that would be removed.</summary>
    public int Removals { get; init; }

    /// <summary>Placements in force.</summary>
    public int Placements { get; init; }

    /// <summary>Policies whose change would be held until a person confirms it.</summary>
    public IReadOnlyList<PreviewHold> Holds { get; set; } = [];

    /// <summary>What the applied policies carry up from edges where they are placed, a sentence each; null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Carries { get; init; }
}
