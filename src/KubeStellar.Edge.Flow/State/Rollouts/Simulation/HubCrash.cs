namespace KubeStellar.Edge.Flow.State.Rollouts.Simulation;

/// <summary>Where in its next turn a simulated hub dies.</summary>
internal enum HubCrash
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>What the turn came to is recorded, and nothing of it published.</summary>
    Recorded,

    /// <summary>Some of its roots are published.</summary>
    Publishing,
}
