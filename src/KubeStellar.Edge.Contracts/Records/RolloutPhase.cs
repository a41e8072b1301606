namespace KubeStellar.Edge.Contracts.Records;

/// <summary>How a rollout stands.</summary>
public enum RolloutPhase
{
    /// <summary>Its current wave is open, and edges move.</summary>
    Progressing,

    /// <summary>It waits for something that comes by itself: a maintenance window, another rollout, edges that are out of reach, the end of a freeze.</summary>
    Waiting,

    /// <summary>It waits for a person: its gate or its limits do not let it go on. The reason says what to do.</summary>
    Held,

    /// <summary>A person paused it, or its gate did.</summary>
    Paused,

    /// <summary>Edges go back to what was proven before.</summary>
    RollingBack,

    /// <summary>Every edge that can be reached is back; a new change, <c>retry</c> or <c>undo</c> goes on from here.</summary>
    RolledBack,

    /// <summary>A person ended it, and edges stay with what they have.</summary>
    Aborted,

    /// <summary>Every wave passed. Edges that were out of reach catch up by themselves.</summary>
    Complete,

    /// <summary>A newer change took its place.</summary>
    Superseded,
}
