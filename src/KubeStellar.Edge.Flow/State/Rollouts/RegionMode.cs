namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>What regions are to a rollout: edges that are hubs of their own.</summary>
public enum RegionMode
{
    /// <summary>Each takes its share of every wave: waves are the fleet's. Default.</summary>
    Share,

    /// <summary>Each is one member of one wave, and rolls out inside by its own waves and gates once that wave is open.</summary>
    Whole,
}
