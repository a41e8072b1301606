namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>How a step on the target ended.</summary>
public enum TargetOutcomeKind
{
    /// <summary>The target is as asked.</summary>
    Done,

    /// <summary>Not yet; try again after a while (a full disk, a namespace that terminates, an API that is down).</summary>
    Waiting,

    /// <summary>Not until somebody changes something (a foreign object of that name, a forbidden kind, an invalid object).</summary>
    Stalled,
}
