using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;

namespace KubeStellar.Edge.Flow.State.Rollouts.Simulation;

/// <summary>What is simulated.</summary>
internal sealed record SimulationOptions
{
    /// <summary>What the policy declares of its rollouts.</summary>
    public required RolloutRule Rule { get; init; }

    /// <summary>The policy's functions.</summary>
    public required ISimulatedPolicy Policy { get; init; }

    /// <summary>The fleet at the begin: each edge has what was proven.</summary>
    public required IReadOnlyList<EdgeRecord> Edges { get; init; }

    /// <summary>What is inside of those edges that are regions, by id: the same rule and policy, and edges of their own.</summary>
    public IReadOnlyDictionary<string, SimulationOptions> Regions { get; init; } = new Dictionary<string, SimulationOptions>();

    /// <summary>How edges behave.</summary>
    public EdgeHabits Habits { get; init; } = new();

    /// <summary>What happens on the way.</summary>
    public IReadOnlyList<SimulationDeed> Deeds { get; init; } = [];

    /// <summary>Everything random follows from it.</summary>
    public int Seed { get; init; }

    /// <summary>When it begins.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    /// <summary>It is given up after so long.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromDays(60);

    /// <summary>After so many looks by which nothing came about, nothing will. A gate that goes by the time alone needs more of them than one that goes by totals.</summary>
    public int Patience { get; init; } = 1000;

    /// <summary>
    /// Whether a gate is asked ever more seldom while nothing is heard from edges: at a hundredth of the quiet time. For gates that cost something to ask, and say the same
    /// for days; what they say by the time alone is then heard that much later.
    /// </summary>
    public bool AsksSeldom { get; init; }

    /// <summary>Bytes that an edge has to fetch for a release, for limits of bytes a minute.</summary>
    public int Size { get; init; } = SimulatedReport.Size;

    /// <summary>Name of the policy.</summary>
    public string Name { get; init; } = "web";

    /// <summary>A person who is called when nothing moves any more, and does something about it; false: there is nothing to do. Null: nobody.</summary>
    public Func<SimulatedWorld, bool>? Person { get; init; }

    /// <summary>Sees every turn: the record before it, what it came to, and slots of which the root was published.</summary>
    public Action<SimulatedWorld, RolloutProgress, RolloutStep, IReadOnlyList<int>>? Watch { get; init; }
}
