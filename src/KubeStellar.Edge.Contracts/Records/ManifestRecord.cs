using System.Text.Json.Serialization;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>What one policy wants at an edge: content, named by its digest; shared by all edges with the same set of variants.</summary>
public sealed record ManifestRecord : WireRecord
{
    /// <summary>The policy.</summary>
    public required PolicyKey Policy { get; init; }

    /// <summary>The bundle that made it, so that an edge reduces statuses with the same version.</summary>
    public required Digest Bundle { get; init; }

    /// <summary>Whether the bundle declares a status reduction, so that an edge without one never needs the bundle nor V8.</summary>
    public bool Reduces { get; init; }

    /// <summary>Policies of the same workspace whose objects must all be applied and current at the edge before any of these is applied; null for none. One of which the edge has nothing is not waited for.</summary>
    public IReadOnlyList<string>? DependsOn { get; init; }

    /// <summary>Kinds whose health the bundle judges (<c>*</c>: all); null for none, so that an edge without one never needs V8 for it.</summary>
    public IReadOnlyList<string>? Judges { get; init; }

    /// <summary>Given when it is for a region: its objects are as their owners wrote them, and the region's own hub places and customizes them. Null for an ordinary edge.</summary>
    public RegionManifest? Region { get; init; }

    /// <summary>How much the edge says of its objects by itself; null for all of it, so that a manifest of a policy that says nothing of it stays as it is.</summary>
    public StatusKeep? Keep { get; init; }

    /// <summary>Whether the hub writes statuses back where the objects came from; null for no. Of no concern to an edge: it stands here because it is in force with the rest of the manifest.</summary>
    public StatusWriteBack? WriteBack { get; init; }

    /// <summary>Which objects that are born at the edge are carried up; null for none. An edge sends nothing that no tree of its asks for.</summary>
    public IReadOnlyList<UpsyncRule>? Upsync { get; init; }

    /// <summary>What the site decides by itself; null for nothing, and for a region, whose own edges decide.</summary>
    public SiteRules? Site { get; init; }

    /// <summary>Whether an edge needs the bundle for it: to reduce statuses or to judge health, or because it is a region and runs the policy itself. An edge has no business with the source of any other policy.</summary>
    [JsonIgnore]
    public bool NeedsBundle => Region is not null || Reduces || Judges is { Count: > 0 };

    /// <summary>Objects in the order of their keys (ordinal): equal sets give equal bytes. The order of applying is the edge's to know.</summary>
    public required IReadOnlyList<ManifestEntry> Objects { get; init; }
}
