using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Rollouts.Simulation;

/// <summary>What came of a simulation.</summary>
internal sealed record SimulationResult
{
    /// <summary>What happened, in order.</summary>
    public required IReadOnlyList<SimulationEvent> Trace { get; init; }

    /// <summary>The newest rollout, its waves with their last totals.</summary>
    public required RolloutProgress Progress { get; init; }

    /// <summary>Totals of its waves when it was taken back; null when it was not.</summary>
    public IReadOnlyList<WaveTotals>? Fallen { get; init; }

    /// <summary>How long it took from begin to end, or until nothing moved any more.</summary>
    public required TimeSpan Took { get; init; }

    /// <summary>Most edges on their way at once.</summary>
    public required int MostInFlight { get; init; }

    /// <summary>The same by label and value, for labels that have a budget.</summary>
    public required SortedDictionary<string, SortedDictionary<string, int>> MostByLabel { get; init; }

    /// <summary>Roots that the hub published.</summary>
    public required int Roots { get; init; }

    /// <summary>Whether it ended, well or not; if not, <see cref="Progress"/> says why.</summary>
    public bool Ended => Progress.Ended;
}
