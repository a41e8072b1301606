using System.Text.Json;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>One edge: bucket <c>kse-edges</c>, key <c>&lt;edge&gt;</c>. Written at admission, by people, and when facts change; never per heartbeat.</summary>
public sealed record EdgeRecord : WireRecord
{
    /// <summary>The edge's name, a DNS label.</summary>
    public required string Id { get; init; }

    /// <summary>Labels given by the hub or the join token; a device cannot change them.</summary>
    public SortedDictionary<string, string> Labels { get; set; } = [];

    /// <summary>Facts and capacities that the device reports; untrusted.</summary>
    public SortedDictionary<string, JsonElement> Properties { get; set; } = [];

    /// <summary>Taints, given by people.</summary>
    public IReadOnlyList<Taint> Taints { get; set; } = [];

    /// <summary>Keys that it was admitted with.</summary>
    public required EdgeIdentity Identity { get; init; }

    /// <summary>When it was asked for other keys, while it has not made them; null otherwise.</summary>
    public DateTimeOffset? RekeyAsked { get; init; }

    /// <summary>Given when this edge is a region, a hub of its own with edges of its own; null for an ordinary edge.</summary>
    public RegionRecord? Region { get; init; }

    /// <summary>Given while the edge is held; null for an edge like any other.</summary>
    public EdgeHold? Hold { get; init; }

    /// <summary>Rises by one with every change.</summary>
    public long Generation { get; set; } = 1;
}
