using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>The hub's answer to a heartbeat: what the edge should be following, so that a lost hint is noticed.</summary>
public sealed record HeartbeatReply : WireRecord
{
    /// <summary>Epoch of the newest root published for the edge; 0 when there is none.</summary>
    public long Epoch { get; init; }

    /// <summary>Its revision.</summary>
    public long Revision { get; init; }

    /// <summary>SHA-256 of its raw text.</summary>
    public Digest RootDigest { get; init; }

    /// <summary>The hub's clock.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Policy keys whose whole report is wanted (the hub lost them).</summary>
    public IReadOnlyList<string> Resync { get; set; } = [];

    /// <summary>Policy keys of which the hub wants to know what was born at the edge (it does not know, or lost it); null for none.</summary>
    public IReadOnlyList<string>? Upsync { get; init; }

    /// <summary>The edge's labels as the hub has them now; null when the hub does not say, which is not the same as none.</summary>
    public SortedDictionary<string, string>? Labels { get; init; }

    /// <summary>Whether the edge is in the hub's inventory; null when the hub does not say. False after it was removed: nothing more will be published for it.</summary>
    public bool? Known { get; init; }

    /// <summary>Why the hub holds this edge: it tells and believes nothing until a person ends it; null when it does not.</summary>
    public string? Held { get; init; }

    /// <summary>To a region: the root-signing public keys of this hub and of every hub above it, this one first. A hub that finds itself in it would follow itself.</summary>
    public IReadOnlyList<string>? Lineage { get; init; }

    /// <summary>To a region: what it may do of its own will; null when the hub does not say.</summary>
    public RegionRights? Rights { get; init; }

    /// <summary>What to check the hub's server against, when the edge has something else; null otherwise.</summary>
    public CaBundle? Ca { get; init; }

    /// <summary>All hand-overs of the key that signs roots, the first one first, when the edge has not followed the last one; null otherwise.</summary>
    public IReadOnlyList<KeyHandOver>? HandOvers { get; init; }

    /// <summary>Another user for the edge's key, when the one it has was issued by a key that is no longer used; null otherwise.</summary>
    public UserRenewal? User { get; init; }

    /// <summary>The certificate that was asked for; null when none was, or the hub issues none.</summary>
    public CertificateReply? Certificate { get; init; }

    /// <summary>Whether the edge is to make itself other keys, or to end doing so; null for no.</summary>
    public bool? Rekey { get; init; }

    /// <summary>Milliseconds over which the hub's edges are to spread their reports, each at its own place, and then once in as long; null or 0 for at once.</summary>
    public long? Pace { get; init; }

    /// <summary>
    /// Milliseconds for which pulses (<see cref="Subjects.Pulse"/>) say enough of an edge that goes on as its heartbeat said; null when each heartbeat is wanted whole, and of hubs of old versions.
    /// </summary>
    public long? Whole { get; init; }
}
