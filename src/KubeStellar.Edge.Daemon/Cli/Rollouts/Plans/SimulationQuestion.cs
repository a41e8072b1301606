using System.Text.Json;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts.Plans;

/// <summary>How a planned rollout is simulated.</summary>
internal sealed record SimulationQuestion
{
    /// <summary>Share of the edges, 0 to 1, that cannot apply the release.</summary>
    internal double Fail { get; init; }

    /// <summary>Share of the edges, 0 to 1, that are out of reach when it begins; half of them come back after some minutes.</summary>
    internal double Silent { get; init; }

    /// <summary>Everything random follows from it.</summary>
    internal int Seed { get; init; }

    /// <summary>It is given up after so long, in virtual time.</summary>
    internal TimeSpan Until { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Whether people approve at once whatever asks for it; otherwise nobody ever does.</summary>
    internal bool Approve { get; init; }

    /// <summary>Bytes that an edge has to fetch; null: as many as the object has, where one is given.</summary>
    internal int? Bytes { get; init; }

    /// <summary>What the gate's inputs are, by name; the others cannot be had.</summary>
    internal IReadOnlyDictionary<string, JsonElement> Inputs { get; init; } = new Dictionary<string, JsonElement>();
}
