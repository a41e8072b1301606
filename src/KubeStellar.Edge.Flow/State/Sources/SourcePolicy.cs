using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Sources;

/// <summary>How one policy is, for a source that tells its people.</summary>
/// <param name="Record">The policy as the hub has it.</param>
/// <param name="Objects">How many objects it owns.</param>
/// <param name="HeldEdges">How many edges' newest decisions wait for a person.</param>
/// <param name="Hold">What waits; null when nothing does.</param>
/// <param name="Release">Number of its newest release; 0 before the first.</param>
/// <param name="Summary">Its newest summary; null before the first.</param>
public sealed record SourcePolicy(PolicyRecord Record, int Objects, int HeldEdges, HoldRecord? Hold, long Release, SummaryRecord? Summary)
{
    /// <summary>Its newest rollout; null before the first.</summary>
    public RolloutProgress? Progress { get; init; }

    /// <summary>What <c>finish</c> returned; null without a reduction.</summary>
    public JsonElement? Value => Summary?.Value;
}
