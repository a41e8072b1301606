using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>Objects and policies to apply; taken whole or refused whole.</summary>
public sealed record ApplyRequest : WireRecord
{
    /// <summary>Workload objects.</summary>
    public IReadOnlyList<ApplyObject> Objects { get; set; } = [];

    /// <summary>Policies.</summary>
    public IReadOnlyList<ApplyPolicy> Policies { get; set; } = [];

    /// <summary>Check everything, change nothing.</summary>
    public bool DryRun { get; init; }
}
