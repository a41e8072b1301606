namespace KubeStellar.Edge.Contracts.Records;

/// <summary>What came of an object for an edge.</summary>
public enum DecisionOutcome
{
    /// <summary>It gets the object.</summary>
    Placed,

    /// <summary>It was placed, and <c>customize</c> left it out.</summary>
    Omitted,

    /// <summary><c>place</c> said no.</summary>
    NotPlaced,

    /// <summary><c>place</c> said yes, and <c>choose</c> chose others.</summary>
    NotChosen,

    /// <summary>A function failed; the edge keeps its last good state.</summary>
    Failed,

    /// <summary>The policy was not asked: taints that it does not tolerate, affinity to other objects, what another policy keeps there.</summary>
    Barred,
}
