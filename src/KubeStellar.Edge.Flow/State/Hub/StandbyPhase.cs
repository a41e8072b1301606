namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>How a standby hub is, as far as this hub knows.</summary>
internal enum StandbyPhase
{
    /// <summary>The hub before this one heard it, and this one has not yet.</summary>
    Unknown,

    /// <summary>It waits, and would take over.</summary>
    Waiting,

    /// <summary>It was not heard for a while.</summary>
    Lost,
}
