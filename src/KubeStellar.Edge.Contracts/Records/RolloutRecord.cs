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

    /// <summary>The newest rollout; null before the first.</summary>
    public RolloutProgress? Progress { get; init; }

    /// <summary>A person paused the policy's rollouts; null when nobody did. Outlives the rollout that it was asked for.</summary>
    public StopRecord? Paused { get; init; }

    /// <summary>A person asked for an earlier release: it is wanted instead of the newest decisions until the policy or its objects change.</summary>
    public PinRecord? Pin { get; init; }
}
