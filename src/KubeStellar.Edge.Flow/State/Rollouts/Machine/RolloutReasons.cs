namespace KubeStellar.Edge.Flow.State.Rollouts.Machine;

/// <summary>Words for machines: why a rollout does not go on.</summary>
internal static class RolloutReasons
{
    public const string Frozen = "Frozen";
    public const string FreezeSpan = "FreezeSpan";
    public const string Paused = "Paused";
    public const string GatePaused = "GatePaused";
    public const string After = "AfterOther";
    public const string Window = "OutsideWindow";
    public const string Approval = "NeedsApproval";
    public const string NotReady = "EdgesNotReady";
    public const string Unreachable = "TooManyUnreachable";
    public const string Nobody = "NobodyInReach";
    public const string Failed = "WaveFailed";
    public const string GateHolds = "GateHolds";
    public const string GateAsks = "GateAsks";
    public const string GateFailed = "GateFailed";
    public const string Inconclusive = "Inconclusive";
    public const string GateRollback = "GateRolledBack";
    public const string Aborted = "Aborted";
    public const string Soaking = "Soaking";
    public const string AwaitsParent = "AwaitsParent";
    public const string ParentStops = "ParentStops";
    public const string TakenBack = "TakenBack";
    public const string PlanLost = "PlanLost";

    /// <summary>Reasons that a person may settle by approving the wave.</summary>
    public static bool TakesApproval(string reason) => reason is GateAsks or GateFailed or GateHolds or Inconclusive or Unreachable or Nobody or Failed or NotReady;
}
