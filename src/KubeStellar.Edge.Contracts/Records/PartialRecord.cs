using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>One edge's reduced statuses of one policy: bucket <c>kse-partials</c>, key as in <c>kse-status</c>.</summary>
public sealed record PartialRecord : WireRecord
{
    /// <summary>The edge.</summary>
    public required string Edge { get; init; }

    /// <summary>The policy.</summary>
    public required PolicyKey Policy { get; init; }

    /// <summary>The bundle whose <c>map</c> and <c>combine</c> made it; partials of two bundles are never mixed.</summary>
    public required Digest Bundle { get; init; }

    /// <summary>Sequence of the report that it was made from.</summary>
    public required long Sequence { get; init; }

    /// <summary>The partial; null when the edge could not reduce, with the reason in <see cref="Error"/>.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>Why there is no value.</summary>
    public string Error { get; set; } = "";

    /// <summary>From a region: how the policy's newest manifest rolls out inside it; null from an ordinary edge.</summary>
    public RegionRollout? Rollout { get; init; }

    /// <summary>
    /// In the bucket: sequence of the head in <c>kse-heads</c> that it stands beside. An older one than <see cref="Sequence"/> says that nothing but the partial changed since, and that
    /// record was not written again. Null on the way up, and in records of older hubs.
    /// </summary>
    public long? StatusSequence { get; init; }

    /// <summary>When it arrived, by the hub's clock; what an edge says here is not believed. Null in records of older hubs.</summary>
    public DateTimeOffset? ArrivedAt { get; init; }

    /// <summary>From a region: what all edges below it amount to; null from an ordinary edge.</summary>
    public FleetPartial? Fleet { get; init; }
}
