using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>Asks for a part of the audit stream as it lies, of all workspaces, for who verifies its chain.</summary>
public sealed record AuditRequest : WireRecord
{
    /// <summary>Sequence of the last message that is known; 0 for none.</summary>
    public ulong After { get; init; }
}
