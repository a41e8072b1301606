namespace KubeStellar.Edge.Contracts.Api;

/// <summary>What <see cref="RolloutRequest.Action"/> may be.</summary>
public static class RolloutActions
{
    /// <summary>How the policy's rollout stands, with live totals; changes nothing.</summary>
    public const string Status = "status";

    /// <summary>The waves that a rollout of the newest decisions would have, with members; changes nothing.</summary>
    public const string Plan = "plan";

    /// <summary>Stops the policy's rollouts until <see cref="Resume"/>.</summary>
    public const string Pause = "pause";

    /// <summary>Ends a pause, a person's or the gate's.</summary>
    public const string Resume = "resume";

    /// <summary>Lets the wave that waits for approval open, or the one whose gate asks pass.</summary>
    public const string Approve = "approve";

    /// <summary>Ends the rollout: edges go back to what was proven, or stay as they are with <see cref="RolloutRequest.Keep"/>.</summary>
    public const string Abort = "abort";

    /// <summary>Tries a rollout again that was rolled back, ended or is held.</summary>
    public const string Retry = "retry";

    /// <summary>Goes back to an earlier release.</summary>
    public const string Undo = "undo";

    /// <summary>Stops every rollout of the hub.</summary>
    public const string Freeze = "freeze";

    /// <summary>Ends a freeze.</summary>
    public const string Unfreeze = "unfreeze";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Status, Plan, Pause, Resume, Approve, Abort, Retry, Undo, Freeze, Unfreeze];
}
