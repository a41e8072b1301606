using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>What an edge says of one object.</summary>
public sealed record ReportObject
{
    /// <summary>The content that it speaks of.</summary>
    public required Digest Content { get; init; }

    /// <summary>Whether that content is in the target.</summary>
    public bool Applied { get; init; }

    /// <summary>Whether health and status were observed after that content was applied; before, they speak of an older one.</summary>
    public bool ObservedAfterApply { get; init; }

    /// <summary>Health of the copy.</summary>
    public Health Health { get; init; }

    /// <summary>CamelCase word for machines when not applied or not current: <c>Conflict</c>, <c>DiskFull</c>, <c>Forbidden</c> ...</summary>
    public string Reason { get; set; } = "";

    /// <summary>Sentence for people; never a secret value.</summary>
    public string Message { get; set; } = "";

    /// <summary>Conditions of the copy, when it has any.</summary>
    public IReadOnlyList<Condition>? Conditions { get; init; }

    /// <summary>The copy's <c>.status</c>, when the target has one.</summary>
    public JsonElement? Status { get; init; }

    /// <summary>Why it does not become current, from the target's own events, the newest first, at most five; null for none.</summary>
    public IReadOnlyList<ReportEvent>? Events { get; init; }

    /// <summary>When it was observed, by the edge's clock (untrusted).</summary>
    public DateTimeOffset ObservedAt { get; init; }

    /// <summary>When the hub took this, by the hub's clock; null on its way there. What an edge says of it counts for nothing.</summary>
    public DateTimeOffset? ArrivedAt { get; init; }
}
