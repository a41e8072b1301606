using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>A region's answer to a <see cref="RegionQuestion"/>.</summary>
public sealed record RegionAnswer : WireRecord
{
    /// <summary>Id of the question.</summary>
    public required string Id { get; init; }

    /// <summary>What the region's own API said.</summary>
    public required ApiReply Reply { get; init; }

    /// <summary>When, by the region's clock.</summary>
    public DateTimeOffset At { get; init; }
}
