using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using KubeStellar.Edge.Flow.State.Rollouts.Simulation;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Simulation;

/// <summary>Waves by predicates, and a gate that remembers what it was asked and said.</summary>
internal sealed class ScenarioPolicy(IReadOnlyList<(string Name, Func<EdgeRecord, bool> Takes)> waves, Func<RolloutProgress, GateQuestion, DateTimeOffset, PolicyOutcome<GateVerdict>> gate) : ISimulatedPolicy
{
    /// <summary>The same waves with another gate.</summary>
    public ScenarioPolicy(ScenarioPolicy other, Func<RolloutProgress, GateQuestion, DateTimeOffset, PolicyOutcome<GateVerdict>> gate)
        : this(other.Declared, gate) => Groups = other.Groups;

    /// <summary>Whether its first declared wave is one of groups: a wave for each region that a label names.</summary>
    public bool Groups { get; set; }

    private IReadOnlyList<(string Name, Func<EdgeRecord, bool> Takes)> Declared => waves;

    /// <summary>What the gate said last of each wave of each attempt.</summary>
    public Dictionary<(long Number, int Attempt, int Wave), (WaveTotals Totals, GateVerdict? Verdict)> Said { get; } = [];

    public IReadOnlyList<AssignedWave> Waves(FleetSlots fleet, EdgeSet members)
    {
        var sets = waves.Select(_ => new EdgeSet(fleet.Count)).ToList();
        foreach (var slot in members.Members())
        {
            var at = waves.TakeWhile(wave => !wave.Takes(fleet[slot]!)).Count();
            sets[Math.Min(at, sets.Count - 1)].Add(slot);
        }

        var assigned = waves.Select((wave, at) => new AssignedWave(wave.Name, at, sets[at]));
        return !Groups || sets[0].Count == 0 ? [.. assigned] : [.. sets[0].Members().GroupBy(slot => fleet[slot]!.Labels["region"]).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new AssignedWave($"region={group.Key}", 0, EdgeSets.Of(fleet.Count, group))), .. assigned.Skip(1)];
    }

    public Task<PolicyOutcome<GateVerdict>> GateAsync(RolloutProgress progress, GateQuestion question, IReadOnlyList<string> failures, DateTimeOffset now)
    {
        var outcome = gate(progress, question, now);
        Said[(question.Number, question.Attempt, question.Wave)] = (question.Totals, outcome.Value);
        return Task.FromResult(outcome);
    }
}
