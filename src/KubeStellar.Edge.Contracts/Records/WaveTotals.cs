namespace KubeStellar.Edge.Contracts.Records;

/// <summary>
/// Edges of a wave that the rollout changes, by how far they are with the release being rolled out: reports on anything else do not count.
/// Ready, degraded, failed, stalled, unreachable and held exclude each other; an edge that is none of them is on its way, or pending.
/// </summary>
public sealed record WaveTotals
{
    /// <summary>All edges of the wave that the rollout changes.</summary>
    public int All { get; init; }

    /// <summary>Edges that the wave counts on: all, without those that are out of reach or held at the site, unless the policy waits for them.</summary>
    public int Members { get; init; }

    /// <summary>Edges whose published root names the release.</summary>
    public int Released { get; init; }

    /// <summary>Edges that applied all of it.</summary>
    public int Applied { get; init; }

    /// <summary>Edges where all of it is current, observed after it was applied.</summary>
    public int Ready { get; init; }

    /// <summary>Edges that applied it and are not ready.</summary>
    public int Degraded { get; init; }

    /// <summary>Edges where some of it failed, or that did not become ready within the deadline.</summary>
    public int Failed { get; init; }

    /// <summary>Edges that say that they cannot go on as a whole.</summary>
    public int Stalled { get; init; }

    /// <summary>Edges that missed their heartbeats; never counted as failed.</summary>
    public int Unreachable { get; init; }

    /// <summary>Edges where somebody at the site holds changes off.</summary>
    public int Held { get; init; }

    /// <summary>Edges that wait for their turn within the wave.</summary>
    public int Pending { get; init; }
}
