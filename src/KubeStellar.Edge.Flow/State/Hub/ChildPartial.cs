using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>What a region's newest report says of one policy, as its parent reckons with it: one, whatever the number of edges below. Never leaves the process.</summary>
public sealed record ChildPartial
{
    /// <summary>The region, as its parent knows it: the id of an edge.</summary>
    public required string Edge { get; init; }

    /// <summary>The policy, as the parent knows it.</summary>
    public required PolicyKey Policy { get; init; }

    /// <summary>The parent's manifest that the counts are of; zero: whatever the parent wants now. Counts of another manifest than the wanted one count as not received.</summary>
    public Digest Manifest { get; init; }

    /// <summary>Epoch of the parent's root that the region follows.</summary>
    public long Epoch { get; init; }

    /// <summary>Revision of that root.</summary>
    public long Revision { get; init; }

    /// <summary>The region's own counter; the higher is the newer. Never a clock.</summary>
    public long Sequence { get; init; }

    /// <summary>What its edges amount to.</summary>
    public required FleetPartial Fleet { get; init; }
}
