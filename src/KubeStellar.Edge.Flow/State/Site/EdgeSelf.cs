using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>What an edge knows of itself; replaced whole.</summary>
public sealed record EdgeSelf
{
    /// <summary>Nothing is known yet.</summary>
    public static EdgeSelf None { get; } = new();

    /// <summary>Labels as the hub gave them last.</summary>
    public SortedDictionary<string, string> Labels { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Facts and capacities that the device reports.</summary>
    public SortedDictionary<string, JsonElement> Properties { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The edge (labels and properties) with which all partials were last made; anything else means that they are to be made again.</summary>
    public Digest Reduced { get; init; }

    /// <summary>Of a region: the hubs above it, the nearest first; null of an ordinary edge.</summary>
    public IReadOnlyList<string>? Above { get; init; }

    /// <summary>Of a region: what its parent last let its operators do; null before it said so.</summary>
    public RegionRights? Rights { get; init; }
}
