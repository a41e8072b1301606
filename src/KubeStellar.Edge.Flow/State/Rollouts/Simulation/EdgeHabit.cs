namespace KubeStellar.Edge.Flow.State.Rollouts.Simulation;

/// <summary>What one edge does with one release.</summary>
internal enum EdgeHabit
{
    Good,
    Fails,
    FailsLater,
    Recovers,
    NeverReady,
    Stale,
    AlwaysStale,
}
