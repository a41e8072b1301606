using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>A policy's statuses reduced over the whole fleet: bucket <c>kse-summaries</c>, key <c>&lt;workspace&gt;.&lt;policy&gt;</c>.</summary>
public sealed record SummaryRecord : WireRecord
{
    /// <summary>The policy.</summary>
    public required PolicyKey Policy { get; init; }

    /// <summary>The bundle whose functions made <see cref="Value"/>.</summary>
    public required Digest Bundle { get; init; }

    /// <summary>Built-in counts.</summary>
    public required Totals Totals { get; init; }

    /// <summary>What the value stands on.</summary>
    public required Coverage Coverage { get; init; }

    /// <summary>What <c>finish</c> returned; null without a reduction or when it stalled.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>Why there is no value, with <c>file:line:column</c>.</summary>
    public string Error { get; set; } = "";

    /// <summary>The first failures, <c>edge object: reason</c>.</summary>
    public IReadOnlyList<string> Failures { get; set; } = [];

    /// <summary>When it was made, by the hub's clock.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The counts by the value of a label of the edges, for <see cref="GroupTotals.By"/>; null when no edge has that label.</summary>
    public IReadOnlyList<GroupTotals>? Groups { get; init; }

    /// <summary>The counts by wave of the newest rollout; null when it has no waves.</summary>
    public IReadOnlyList<WaveShare>? Waves { get; init; }
}
