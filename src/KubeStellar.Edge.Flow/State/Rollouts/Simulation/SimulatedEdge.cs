using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.State.Rollouts.Simulation;

/// <summary>One edge of a simulation: what it has, and what it does with what it gets.</summary>
internal sealed class SimulatedEdge(EdgeRecord record, bool slow)
{
    /// <summary>Its record.</summary>
    public EdgeRecord Record { get; } = record;

    /// <summary>Whether everything takes ten times as long.</summary>
    public bool Slow { get; } = slow;

    /// <summary>The root that it follows.</summary>
    public RootVersion Follows { get; set; }

    /// <summary>What it has; null for nothing.</summary>
    public ManifestRef? Has { get; set; }

    /// <summary>What it had before.</summary>
    public ManifestRef? Had { get; set; }

    /// <summary>Its link is down.</summary>
    public bool Out { get; set; }

    /// <summary>Somebody at the site holds changes off.</summary>
    public bool Holds { get; set; }

    /// <summary>It left the fleet.</summary>
    public bool Gone { get; set; }

    /// <summary>Rises with every root that it takes: what was under way for an older one is void.</summary>
    public int Generation { get; set; }

    /// <summary>Counts its reports.</summary>
    public long Sequence { get; set; }

    /// <summary>What it does with each manifest; drawn once.</summary>
    public Dictionary<Digest, EdgeHabit> Habits { get; } = [];

    /// <summary>The newest root of which the hub heard that it is ready or failed there.</summary>
    public RootVersion Done { get; set; }

    /// <summary>What it said last of what it has; said again when it is back.</summary>
    public SimulatedHealth? Said { get; set; }
}
