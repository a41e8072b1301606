using System.Text.Json;

namespace KubeStellar.Edge.Flow.State.Rollouts.Strategies;

/// <summary>
/// How a rollout goes to its edges: the rollout strategy of Open Cluster Management, with its names and defaults
/// (https://open-cluster-management.io/docs/concepts/content-placement/placement/).
/// </summary>
internal sealed record StrategyOptions
{
    /// <summary>In what steps; default all at once.</summary>
    public StrategyKind Kind { get; init; }

    /// <summary>How many edges at a time, of those in no mandatory group; default all of them. For <see cref="StrategyKind.Progressive"/> only.</summary>
    public IntOrPercent MaxConcurrency { get; init; }

    /// <summary>How long an edge that succeeded still takes its place in the rollout (its soak); default zero. Not for <see cref="StrategyKind.All"/>.</summary>
    public TimeSpan MinSuccessTime { get; init; }

    /// <summary>How long an edge may be progressing or failed until it is given up; default null, which is OCM's <c>None</c>: forever.</summary>
    public TimeSpan? ProgressDeadline { get; init; }

    /// <summary>
    /// How many edges may fail or time out until the rollout stops; default none. Of all edges for <see cref="StrategyKind.Progressive"/>, of each group for
    /// <see cref="StrategyKind.ProgressivePerGroup"/>, without effect for <see cref="StrategyKind.All"/>.
    /// </summary>
    public IntOrPercent MaxFailures { get; init; }

    /// <summary>Groups that come first, one after the other, and tolerate no failure; default none. Not for <see cref="StrategyKind.All"/>.</summary>
    public IReadOnlyList<MandatoryGroup> Mandatory { get; init; } = [];

    /// <summary>Reads them from JSON: an object with OCM's names, all of them optional.</summary>
    internal static StrategyReading Read(JsonElement json) => StrategyReader.Read(json);
}
