using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Policy;
using KubeStellar.Edge.Flow.Hub.Gate.Rollouts;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using KubeStellar.Edge.Flow.State.Rollouts.Simulation;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts.Plans;

/// <summary>A policy in the engine, for a simulated hub: its waves as they were asked for once, and its gate, which gets what a hub would give it.</summary>
/// <param name="runtime">The engine.</param>
/// <param name="policy">The policy.</param>
/// <param name="rule">What it declares of rollouts.</param>
/// <param name="fleet">The fleet.</param>
/// <param name="waves">The waves of all its edges, by their places in it.</param>
/// <param name="given">What inputs are, by name.</param>
/// <param name="token">Cancels.</param>
internal sealed class PlannedPolicy(
    IPolicyRuntime runtime, LoadedPolicy policy, RolloutRule rule, IReadOnlyList<EdgeRecord> fleet, IReadOnlyList<AssignedWave> waves, IReadOnlyDictionary<string, JsonElement> given, CancellationToken token)
    : ISimulatedPolicy
{
    private readonly Dictionary<string, int> _waveOf = waves.SelectMany((wave, at) => wave.Edges.Members().Select(slot => (fleet[slot].Id, at))).ToDictionary(pair => pair.Id, pair => pair.at, StringComparer.Ordinal);

    // The fleet stays as it is while it is simulated: nobody has to be asked again, and the hub's looks need not wait for the engine.
    public IReadOnlyList<AssignedWave> Waves(FleetSlots fleet, EdgeSet members) =>
        [.. waves.Select((wave, at) => wave with { Edges = EdgeSets.Of(fleet.Count, members.Members().Where(slot => _waveOf[fleet[slot]!.Id] == at)) })];

    public Task<PolicyOutcome<GateVerdict>> GateAsync(RolloutProgress progress, GateQuestion question, IReadOnlyList<string> failures, DateTimeOffset now)
    {
        token.ThrowIfCancellationRequested();
        var inputs = rule.Inputs.ToDictionary(
            input => input.Name, input => given.TryGetValue(input.Name, out var value) ? new InputValue(value, "", now) : new InputValue(null, "not given", now), StringComparer.Ordinal);
        return runtime.GateAsync(policy.Digest, GateInput.Of(progress, question, null, inputs, failures, now), token);
    }
}
