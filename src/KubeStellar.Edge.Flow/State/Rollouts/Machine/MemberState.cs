namespace KubeStellar.Edge.Flow.State.Rollouts.Machine;

/// <summary>How far an edge is with what it is to get, by its reports on exactly that.</summary>
internal enum MemberState
{
    /// <summary>It did not say yet that it applied all of it.</summary>
    OnItsWay,

    /// <summary>It applied all of it, and not all of it is current.</summary>
    Applied,

    /// <summary>All of it is current, observed after it was applied.</summary>
    Ready,

    /// <summary>Some of it failed.</summary>
    Failed,

    /// <summary>It says that it cannot go on as a whole.</summary>
    Stalled,
}
