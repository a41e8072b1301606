using KubeStellar.Edge.Flow.State.Rollouts.Strategies;

namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>One declared wave, with every default filled in.</summary>
public sealed record WaveRule
{
    /// <summary>For people.</summary>
    public required string Name { get; init; }

    /// <summary>How many edges it takes of those that are left; null: it takes edges by something else than their number.</summary>
    public int? Count { get; init; }

    /// <summary>Whether it has a gate, its own or the rollout's.</summary>
    public bool Gates { get; init; }

    /// <summary>How long it must stay good. Default 0.</summary>
    public TimeSpan Soak { get; init; }

    /// <summary>After so long an edge that is not ready counts as failed; null: never.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>How many of its edges may have failed. Default 0.</summary>
    public IntOrPercent MaxFailures { get; init; }

    /// <summary>How many edges may be on their way at once; null: all.</summary>
    public IntOrPercent? Concurrency { get; init; }

    /// <summary>Edges begin spread over so long, each at its own time. Default 0.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>At most so many edges on their way per value of a label.</summary>
    public IReadOnlyList<BudgetRule> Budgets { get; init; } = [];

    /// <summary>At most so many bytes of new contents a minute; null: no limit.</summary>
    public long? BytesPerMinute { get; init; }

    /// <summary>At most so many pulls of new container images a minute; null: no limit.</summary>
    public int? PullsPerMinute { get; init; }

    /// <summary>Who must let it open; null: nobody.</summary>
    public ApprovalRule? Approve { get; init; }

    /// <summary>Open Cluster Management's strategy that decides which of its edges move; null: the limits above do.</summary>
    internal StrategyOptions? Strategy { get; init; }

    /// <summary>The label whose values are the strategy's decision groups; empty: all edges are one group.</summary>
    public string GroupBy { get; init; } = "";

    /// <summary>When it may open and its edges may move, besides <see cref="RolloutRule.Windows"/>; empty: always.</summary>
    public IReadOnlyList<WindowRule> Windows { get; init; } = [];
}
