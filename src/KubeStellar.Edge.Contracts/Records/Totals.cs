namespace KubeStellar.Edge.Contracts.Records;

/// <summary>Edges of one policy by how far they are. Kept without any user code; addable.</summary>
public sealed record Totals
{
    /// <summary>Edges whose root names the policy.</summary>
    public int Desired { get; init; }

    /// <summary>Of these, edges that follow a root which names the wanted manifest.</summary>
    public int Received { get; init; }

    /// <summary>Edges that applied all of the wanted manifest.</summary>
    public int Applied { get; init; }

    /// <summary>Edges where all objects of the wanted manifest are current, observed after they were applied.</summary>
    public int Ready { get; init; }

    /// <summary>Edges that applied everything but are not (yet, or no longer) ready.</summary>
    public int Degraded { get; init; }

    /// <summary>Edges with an object that failed to apply or is failed.</summary>
    public int Failed { get; init; }

    /// <summary>Edges that say they cannot go on (full disk, quarantined tree).</summary>
    public int Stalled { get; init; }

    /// <summary>Edges that missed their heartbeats; counted apart, never as failed.</summary>
    public int Unreachable { get; init; }

    /// <summary>Edges whose newest decision waits (guard, wave, veto).</summary>
    public int Held { get; init; }

    /// <summary>These and those.</summary>
    public Totals Plus(Totals other) => new()
    {
        Desired = Desired + other.Desired,
        Received = Received + other.Received,
        Applied = Applied + other.Applied,
        Ready = Ready + other.Ready,
        Degraded = Degraded + other.Degraded,
        Failed = Failed + other.Failed,
        Stalled = Stalled + other.Stalled,
        Unreachable = Unreachable + other.Unreachable,
        Held = Held + other.Held,
    };
}
