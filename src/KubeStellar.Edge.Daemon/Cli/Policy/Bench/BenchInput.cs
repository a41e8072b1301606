using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Input;
using KubeStellar.Edge.Daemon.Cli.Policy.Specs;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Bench;

/// <summary>What a policy is measured on: what was given, and for the rest what the specs beside it are about.</summary>
/// <param name="Models">Edges to make a fleet of.</param>
/// <param name="Objects">Objects, as canonical JSON.</param>
/// <param name="Live">Objects as they are at edges, with their status.</param>
/// <param name="Reports">What edges report of them, by edge.</param>
/// <param name="Waves">Inputs of the gate.</param>
/// <param name="Parameters">Values that a spec gives, for a policy without any.</param>
internal sealed record BenchInput(
    IReadOnlyList<EdgeRecord> Models,
    IReadOnlyList<byte[]> Objects,
    IReadOnlyList<byte[]> Live,
    IReadOnlyList<(EdgeRecord Edge, IReadOnlyList<ReductionInput> Inputs)> Reports,
    IReadOnlyList<JsonElement> Waves,
    SortedDictionary<string, JsonElement>? Parameters)
{
    /// <exception cref="CliException">There are no edges, or no objects.</exception>
    internal static BenchInput Find(InputPolicy policy, IReadOnlyList<EdgeRecord> edges, IReadOnlyList<byte[]> objects)
    {
        var specs = Specs(policy.Module.Paths[policy.Bundle.Main]);
        if (edges.Count == 0)
        {
            edges = [.. specs.SelectMany(spec => spec.Edges).DistinctBy(edge => edge.Id)];
        }

        if (objects.Count == 0)
        {
            objects = Distinct(specs.SelectMany(spec => spec.Cases).Select(one => one.Workload));
        }

        if (edges.Count == 0 || objects.Count == 0)
        {
            var what = edges.Count == 0 ? "edges" : "objects";
            throw new CliException($"{policy.Source}: there are no {what} to measure it on", [$"give {what} with {(edges.Count == 0 ? "--edge" : "--object")} FILE, or write a spec, NAME.spec.json, beside the policy"]);
        }

        var reporting = specs.FirstOrDefault(spec => spec.Status is { Reports.Count: > 0 });
        return new BenchInput(
            edges,
            objects,
            Distinct([.. specs.SelectMany(spec => spec.Health).Select(one => one.Live), .. objects]),
            reporting is null ? [(edges[0], [.. objects.Select(Observed)])] : [.. reporting.Status!.ByEdge(reporting.Edges)],
            specs.SelectMany(spec => spec.Gate).Select(one => one.Input) is var waves && waves.Any() ? [.. waves] : [Wave(edges.Count)],
            specs.Select(spec => spec.Parameters).FirstOrDefault(values => values is not null));
    }

    /// <summary>What a tool takes for the report of an object that nobody said anything of: applied, healthy, with the object's own status.</summary>
    internal static ReductionInput Observed(byte[] workload)
    {
        var element = JsonElement.Parse(workload, HubJson.Document);
        var report = new ReportObject
        {
            Content = Digest.Of(workload),
            Applied = true,
            ObservedAfterApply = true,
            Health = Contracts.Records.Health.Current,
            Status = element.TryGetProperty("status", out var status) ? status : null,
        };
        return new ReductionInput(ObjectKey.OfObject(element), report, workload);
    }

    /// <summary>A first wave that is where it should be, for a policy whose specs say nothing of its gate.</summary>
    private static JsonElement Wave(int members) => JsonElement.Parse(
        $$"""
        {
          "wave": 0, "rule": 0, "name": "wave 1", "waves": 1, "attempt": 1, "elapsed": 600000, "good": 600000, "rollout": 600000, "now": 600000,
          "totals": {
            "all": {{members}}, "members": {{members}}, "released": {{members}}, "applied": {{members}}, "ready": {{members}},
            "degraded": 0, "failed": 0, "stalled": 0, "unreachable": 0, "held": 0, "pending": 0
          },
          "partial": null, "earlier": [], "inputs": {}, "failures": []
        }
        """);

    private static List<Spec> Specs(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return [.. Directory.GetFiles(folder, "*.spec.json").Order(StringComparer.Ordinal).Select(SpecReader.Read).Where(spec => Path.GetFullPath(spec.Policy) == Path.GetFullPath(file))];
    }

    private static byte[][] Distinct(IEnumerable<byte[]> texts) => [.. texts.DistinctBy(text => Digest.Of(text))];
}
