using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>How a policy's rollout stands.</summary>
public sealed record RolloutResult : WireRecord
{
    /// <summary>The policy's name; empty for a freeze.</summary>
    public string Policy { get; set; } = "";

    /// <summary>The rollout as recorded, with live totals in its waves; null before the first.</summary>
    public RolloutRecord? Rollout { get; init; }

    /// <summary>The fleet-wide freeze; null when there is none.</summary>
    public StopRecord? Freeze { get; init; }

    /// <summary>Totals of all its edges, for a policy that declares no waves as well.</summary>
    public WaveTotals? Totals { get; init; }

    /// <summary>Edges that the next release would change or the current one changes, by wave; for <see cref="RolloutActions.Plan"/>.</summary>
    public IReadOnlyList<PlannedWave>? Plan { get; init; }

    /// <summary>The first few failures, <c>edge object: reason</c>.</summary>
    public IReadOnlyList<string> Failures { get; set; } = [];
}
