using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Rollouts.Machine;

/// <summary>What a rollout goes by besides its own edges.</summary>
internal sealed record RolloutSurroundings
{
    /// <summary>The time.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Name of the policy, for sentences that say what to do.</summary>
    public string Policy { get; init; } = "";

    /// <summary>The fleet-wide freeze that is in force; null for none.</summary>
    public StopRecord? Freeze { get; init; }

    /// <summary>A person's pause that is in force; null for none.</summary>
    public StopRecord? Paused { get; init; }

    /// <summary>Why the first wave may not open yet, for the sake of another policy; empty when it may.</summary>
    public string Blocked { get; init; } = "";

    /// <summary>The gate's newest answer; null when there is none.</summary>
    public GateAnswer? Answer { get; init; }

    /// <summary>Whether the gate is being asked right now.</summary>
    public bool Asking { get; init; }

    /// <summary>The share of a parent's rollout that this one is; null: it is this hub's own.</summary>
    public RolloutGrant? Share { get; init; }

    /// <summary>What regions add to the waves' totals, by wave; empty: there are none.</summary>
    public IReadOnlyList<WaveTotals> Regions { get; init; } = [];

    /// <summary>Which waiting edges of a wave may start, in the order of the rule; null: all.</summary>
    public IReleaseRule? Releases { get; init; }
}
