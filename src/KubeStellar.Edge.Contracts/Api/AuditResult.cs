using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>A part of the audit stream as it lies: nothing left out, whatever is in it.</summary>
public sealed record AuditResult : WireRecord
{
    /// <summary>Messages, oldest first.</summary>
    public IReadOnlyList<AuditEntry> Entries { get; set; } = [];

    /// <summary>Sequence of the oldest message that the stream keeps; 0 when there is none.</summary>
    public ulong First { get; init; }

    /// <summary>How far was read: the sequence to go on after.</summary>
    public ulong Position { get; init; }

    /// <summary>Sequence of the newest message that the stream ever took.</summary>
    public ulong Newest { get; init; }

    /// <summary>When the stream was made.</summary>
    public DateTimeOffset Created { get; init; }
}
