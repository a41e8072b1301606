using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>What the hub has durably, by policy key; and what it needs whole because it lacks the base.</summary>
public sealed record ReportReply : WireRecord
{
    /// <summary>Newest durable sequence by policy key.</summary>
    public SortedDictionary<string, long> Durable { get; set; } = [];

    /// <summary>Policy keys whose whole report is wanted.</summary>
    public IReadOnlyList<string> Resync { get; set; } = [];

    /// <summary>Why the message was refused; empty when it was taken.</summary>
    public string Refused { get; set; } = "";

    /// <summary>As in <see cref="HeartbeatReply.Pace"/>.</summary>
    public long? Pace { get; init; }

    /// <summary>With <see cref="Refused"/>: milliseconds for which the edge is to send no reports; null when that is left to it.</summary>
    public long? RetryAfter { get; init; }
}
