namespace KubeStellar.Edge.Flow.Loop;

/// <summary>How a step of a loop ended.</summary>
public enum OutcomeKind
{
    /// <summary>Nothing is left to do.</summary>
    Done,

    /// <summary>Try again after a while.</summary>
    Waiting,

    /// <summary>Not until something changes.</summary>
    Stalled,

    /// <summary>It went wrong; try again with a growing pause.</summary>
    Failed,
}
