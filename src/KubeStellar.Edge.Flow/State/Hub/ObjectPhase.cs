namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>How far one object is at one edge.</summary>
internal enum ObjectPhase
{
    /// <summary>The edge's published root names it.</summary>
    Wanted,

    /// <summary>The edge follows a root that names it.</summary>
    Received,

    /// <summary>The wanted content is in the target.</summary>
    Applied,

    /// <summary>It is current, observed after it was applied.</summary>
    Ready,

    /// <summary>It could not be applied, or it is failed.</summary>
    Failed,
}
