using System.Text.Json;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts.Plans;

/// <summary>What <c>kse rollout plan -f</c> is asked.</summary>
/// <param name="File">File or folder of the policy.</param>
/// <param name="Name">Which policy, where it holds several; null for the only one.</param>
/// <param name="Values">Values of its parameters; null for none.</param>
/// <param name="Edges">File of the fleet; null for the hub's.</param>
/// <param name="Object">File of an object that says, by the policy, which edges are placed; null for all.</param>
internal sealed record PlanQuestion(string File, string? Name, SortedDictionary<string, JsonElement>? Values, string? Edges, string? Object)
{
    /// <summary>What is simulated; null for the waves alone.</summary>
    internal SimulationQuestion? Simulate { get; init; }
}
