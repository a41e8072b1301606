using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Specs;

/// <summary>Which edge is in which wave of the rollout.</summary>
internal sealed class WaveCases(IPolicyRuntime runtime, LoadedPolicy policy, IReadOnlyList<EdgeRecord> fleet)
{
    internal IEnumerable<(string It, Func<Task<(List<Failure>, bool)>> Run)> All(IEnumerable<SpecWaves> cases, CancellationToken token) =>
        cases.Select(one => (one.It, (Func<Task<(List<Failure>, bool)>>)(async () => (await RunAsync(one, token), false))));

    /// <summary>Slots of the edges that are asked about: all of a fleet, or those that are named.</summary>
    internal static EdgeSet Members(IReadOnlyList<EdgeRecord> fleet, IReadOnlySet<string> named)
    {
        var members = new EdgeSet(fleet.Count);
        foreach (var (slot, _) in fleet.Index().Where(edge => named.Count == 0 || named.Contains(edge.Item.Id)))
        {
            members.Add(slot);
        }

        return members;
    }

    private async Task<List<Failure>> RunAsync(SpecWaves one, CancellationToken token)
    {
        if (policy.Shape.Rollout is null)
        {
            return [new Failure("the policy has no rollout", [])];
        }

        var answer = await runtime.WavesAsync(policy.Digest, Members(fleet, one.Members), token);
        return answer.Ok
            ? [.. Check(one, answer.Value)]
            : [new Failure($"{answer.Fault.Reason}: {answer.Fault.Message}{(answer.Fault.Location.Length > 0 ? $" ({answer.Fault.Location})" : "")}", [])];
    }

    private IEnumerable<Failure> Check(SpecWaves one, IReadOnlyList<AssignedWave> waves)
    {
        var waveOf = waves.SelectMany(wave => wave.Edges.Members().Select(slot => (fleet[slot].Id, wave.Name))).ToDictionary(pair => pair.Id, pair => pair.Name, StringComparer.Ordinal);
        foreach (var (edge, expected) in one.Expected)
        {
            if (!waveOf.TryGetValue(edge, out var wave))
            {
                yield return new Failure($"expect {edge}: the edge is none of \"members\"", []);
            }
            else if (wave != expected)
            {
                yield return new Failure($"expect {edge}: expected \"{expected}\", got \"{wave}\"", []);
            }
        }

        var order = waves.Select(wave => wave.Name).ToList();
        if (one.Order is { } wanted && !wanted.SequenceEqual(order))
        {
            yield return new Failure($"order: expected {Listed(wanted)}, got {Listed(order)}", []);
        }
    }

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"\"{name}\""));
}
