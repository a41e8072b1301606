namespace KubeStellar.Edge.Contracts.Records;

/// <summary>How much of what an edge sees of a policy's objects it says by itself. What the policy's own reduction sees is all of it, in any case.</summary>
public enum StatusKeep
{
    /// <summary>Whatever changes, the newest only.</summary>
    Always,

    /// <summary>Transitions only: not each change of a number in <c>.status</c>. What is said then holds the <c>.status</c> as it was at the transition.</summary>
    Changes,

    /// <summary>What rollouts and totals need and nothing else; the rest is asked of the edge when somebody wants to know it.</summary>
    OnDemand,
}
