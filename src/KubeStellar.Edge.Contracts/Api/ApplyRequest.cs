using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>Libraries, objects and policies to apply; taken whole or refused whole.</summary>
public sealed record ApplyRequest : WireRecord
{
    /// <summary>Workload objects.</summary>
    public IReadOnlyList<ApplyObject> Objects { get; set; } = [];

    /// <summary>Policies.</summary>
    public IReadOnlyList<ApplyPolicy> Policies { get; set; } = [];

    /// <summary>Shared libraries, which the policies of the same request may import; null for none.</summary>
    public IReadOnlyList<ApplyLibrary>? Libraries { get; init; }

    /// <summary>Check everything, change nothing.</summary>
    public bool DryRun { get; init; }
}
