namespace KubeStellar.Edge.Contracts.Records;

/// <summary>The condition of a policy, as <c>kse get policies</c> shows it.</summary>
public sealed record PolicyState
{
    /// <summary>Whether its newest decisions are in force.</summary>
    public PolicyPhase Phase { get; set; } = PolicyPhase.Pending;

    /// <summary>A CamelCase word for machines, such as <c>TimedOut</c>, <c>Threw</c>, <c>ObjectOwnedByOther</c>, <c>BlastRadius</c>; empty when ready.</summary>
    public string Reason { get; set; } = "";

    /// <summary>A sentence for people: what was wrong and what to do.</summary>
    public string Message { get; set; } = "";

    /// <summary>Where in the source, <c>file:line:column</c>; empty when it has no place.</summary>
    public string Location { get; set; } = "";

    /// <summary>Since when, by the hub's clock.</summary>
    public DateTimeOffset? Since { get; init; }
}
