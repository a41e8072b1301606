using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>How far a policy's newest release is: bucket <c>kse-rollouts</c>, key <c>&lt;workspace&gt;.&lt;policy&gt;</c>. Outlives its policy until its edges are clean.</summary>
public sealed record RolloutRecord : WireRecord
{
    /// <summary>The policy.</summary>
    public required PolicyKey Policy { get; init; }

    /// <summary>The last ten releases, newest last; what they name is kept for <c>undo</c>.</summary>
    public IReadOnlyList<ReleaseRecord> Releases { get; set; } = [];

    /// <summary>What waits for a person; null when nothing does.</summary>
    public HoldRecord? Hold { get; init; }

    /// <summary>Id of the last change that a person confirmed.</summary>
    public string Confirmed { get; set; } = "";
}
