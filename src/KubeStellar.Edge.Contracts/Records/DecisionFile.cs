using System.Text.Json;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>A recorded decision with all that is needed to replay it where there is no hub.</summary>
public sealed record DecisionFile : WireRecord
{
    /// <summary>The record.</summary>
    public required DecisionRecord Record { get; init; }

    /// <summary>The policy's bundle.</summary>
    public required PolicyBundle Bundle { get; init; }

    /// <summary>The object as its owner wrote it.</summary>
    public required JsonElement Object { get; init; }

    /// <summary>What <c>choose</c> was given; null when the policy has none, and when it was too large to be kept.</summary>
    public DecisionInputs? Inputs { get; init; }
}
