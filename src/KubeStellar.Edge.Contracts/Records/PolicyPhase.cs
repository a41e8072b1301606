namespace KubeStellar.Edge.Contracts.Records;

/// <summary>Phases of a policy.</summary>
public enum PolicyPhase
{
    /// <summary>Not evaluated yet.</summary>
    Pending,

    /// <summary>Its newest decisions are published.</summary>
    Ready,

    /// <summary>It could not be evaluated; its last good decisions stay in force.</summary>
    Stalled,

    /// <summary>Its newest decisions wait for a person (<c>kse confirm</c>).</summary>
    Held,
}
