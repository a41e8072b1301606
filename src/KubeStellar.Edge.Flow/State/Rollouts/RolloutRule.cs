using System.Text.Json;
using KubeStellar.Edge.Flow.State.Rollouts.Reading;

namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>What a policy declares about its rollouts, with every default filled in: all but its functions.</summary>
public sealed record RolloutRule
{
    /// <summary>
    /// The declared waves in order, at least one; mandatory groups are one of their own before the other groups. The last one takes every edge that no wave before it took:
    /// <c>rest</c>, unless 100 % were declared last.
    /// </summary>
    public required IReadOnlyList<WaveRule> Waves { get; init; }

    /// <summary>What becomes of edges that are out of reach: a wave passes without them and they catch up (default), or it waits for them.</summary>
    public bool WaitsForUnreachable { get; init; }

    /// <summary>Share of a wave's edges, 0 to 1, that may be out of reach without holding it. Default 0.5.</summary>
    public double MaxUnreachable { get; init; } = 0.5;

    /// <summary>What happens when a wave fails and no gate says otherwise. Default: it is held.</summary>
    public FailureAction OnFailure { get; init; } = FailureAction.Hold;

    /// <summary>Which edges a rollback takes back. Default: all that do not have what was proven.</summary>
    public RollbackScope Rollback { get; init; } = RollbackScope.Whole;

    /// <summary>What regions are to it. Default: each takes its share of every wave.</summary>
    public RegionMode Regions { get; init; } = RegionMode.Share;

    /// <summary>What an inconclusive gate means.</summary>
    public InconclusiveRule Inconclusive { get; init; } = new(InconclusiveAction.Retry, null);

    /// <summary>Names of policies of the workspace whose rollouts must be complete before the first wave opens.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>When waves may open and edges may move; empty: always.</summary>
    public IReadOnlyList<WindowRule> Windows { get; init; } = [];

    /// <summary>Spans in which nothing moves.</summary>
    public IReadOnlyList<FreezeRule> Freezes { get; init; } = [];

    /// <summary>What the hub fetches for the gate.</summary>
    public IReadOnlyList<InputRule> Inputs { get; init; } = [];

    /// <summary>How often the gate is asked at least while a wave is open. Default 10 s.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Reads <see cref="Policies.PolicyShape.Rollout"/>.</summary>
    /// <exception cref="FormatException">It is not what the policy host makes of a checked declaration.</exception>
    public static RolloutRule Read(JsonElement shape) => RolloutReading.Rollout(shape);
}
