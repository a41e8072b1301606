using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Policy.Trials;
using KubeStellar.Edge.Flow.Hub.Place;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Bench;

/// <summary>Measures every function that a policy has, one call after another, each beside the same call of a policy that does nothing.</summary>
internal sealed class PolicyBenchmark(IPolicyRuntime runtime, TimeProvider time, int rounds, LoadedPolicy policy, LoadedPolicy floor, IReadOnlyList<EdgeRecord> fleet)
{
    // An engine compiles what runs often: that is how a hub runs it, and so what is measured.
    private const int WarmUp = 5;
    private const int MostLive = 1000;

    private readonly List<BenchLine> _lines = [];

    /// <summary>How many objects the policy selects, and what its functions take.</summary>
    /// <exception cref="CliException">A function fails as a whole, or nothing is selected.</exception>
    internal async Task<(int Objects, IReadOnlyList<BenchLine> Lines)> RunAsync(BenchInput input, CancellationToken token)
    {
        await Fleet.UseAsync(runtime, fleet, 0, token);
        var objects = await SelectAsync(input.Objects, token);
        await DecideAsync(objects, token);
        await HealthAsync(input.Live, token);
        await ReduceAsync(input.Reports, token);
        await WavesAsync(token);
        await GateAsync(input.Waves, token);
        return (objects.Count, _lines);
    }

    private async Task<IReadOnlyList<byte[]>> SelectAsync(IReadOnlyList<byte[]> objects, CancellationToken token)
    {
        var named = objects.Where(text => JsonElement.Parse(text, HubJson.Document) is var element && Selector.WhyNot(policy.Shape.Selects, ObjectKey.OfObject(element), element) is null).ToList();
        if (policy.Shape.Selects.Function && named.Count > 0)
        {
            ReadOnlyMemory<byte>[] texts = [.. named];
            var selection = new Selection([]);
            var (ms, least) = await MeasureAsync(async (one, _) => selection = Good("selects", await runtime.SelectAsync(one.Digest, texts, token)));
            named = [.. named.Where((_, i) => selection.Selected[i])];
            _lines.Add(new BenchLine("selects", texts.Length, "objects", ms, least) { Result = Counts(("selected", named.Count)) });
        }

        return named.Count > 0 ? named : throw new CliException($"{policy.Module.Shown(policy.Module.Bundle.Main)}: the policy selects none of the objects", ["give one that it selects with --object FILE"]);
    }

    private async Task DecideAsync(IReadOnlyList<byte[]> objects, CancellationToken token)
    {
        var work = Enumerable.Range(0, WarmUp + rounds).Select(round => objects.Select(text => Marked(text, round)).ToArray()).ToArray();
        var candidates = EdgeSets.Of(fleet.Count, Enumerable.Range(0, fleet.Count).Where(slot => Tolerations.Repels(fleet[slot].Taints, policy.Shape.Tolerations, has: false) is null));
        var placed = objects.Select(_ => new Placement(candidates) { Reads = EdgeReads.Nothing }).ToArray();
        if (policy.Shape.Places)
        {
            await LineAsync("place", placed, "placed", (one, text, _) => runtime.PlaceAsync(one, text, candidates, token), work);
        }

        if (policy.Shape.Chooses)
        {
            var among = placed.Select(one => one.Edges).ToArray();
            await LineAsync("choose", placed, "chosen", (one, text, i) => runtime.ChooseAsync(one, text, among[i], new EdgeSet(fleet.Count), token), work);
        }

        if (policy.Shape.Relates)
        {
            var (ms, least) = await MeasureAsync(async (one, round) =>
            {
                foreach (var text in work[round])
                {
                    Good("dependsOn", await runtime.DescribeAsync(one.Digest, text, token));
                }
            });
            _lines.Add(new BenchLine("dependsOn", 1, "object", ms / objects.Count, least / objects.Count));
        }

        if (policy.Shape.Customizes)
        {
            await CustomizeAsync(placed, work, token);
        }
    }

    private async Task LineAsync(string function, Placement[] placed, string word, Func<Digest, byte[], int, Task<PolicyOutcome<Placement>>> call, byte[][][] work)
    {
        var (asked, over) = (placed.Select(one => one.Edges).ToArray(), placed.Average(one => one.Edges.Count));
        var (ms, least) = await MeasureAsync(async (one, round) =>
        {
            for (var i = 0; i < placed.Length; i++)
            {
                var answer = Good(function, await call(one.Digest, work[round][i], i));
                placed[i] = one == policy ? answer : placed[i];
            }
        });
        var reads = placed.Select(one => one.Reads).Aggregate((left, right) => left.With(right));
        _lines.Add(new BenchLine(function, over, "edges", ms / placed.Length, least / placed.Length)
        {
            Reads = reads,
            Cases = ReadCases.Count(Edges(asked), reads),
            Result = Counts((word, placed.Average(one => one.Edges.Count)), ("failed", placed.Average(one => one.Failed.Sum(failed => failed.Edges.Count)))),
        });
    }

    private async Task CustomizeAsync(Placement[] placed, byte[][][] work, CancellationToken token)
    {
        var answers = new Customization[placed.Length];
        var (ms, least) = await MeasureAsync(async (one, round) =>
        {
            for (var i = 0; i < placed.Length; i++)
            {
                var answer = Good("customize", await runtime.CustomizeAsync(one.Digest, work[round][i], placed[i].Edges, placed[i].Shares, token));
                answers[i] = one == policy ? answer : answers[i];
            }
        });
        var reads = answers.Select(one => one.Reads).Aggregate((left, right) => left.With(right));
        _lines.Add(new BenchLine("customize", placed.Average(one => one.Edges.Count), "edges", ms / placed.Length, least / placed.Length)
        {
            Reads = reads,
            Cases = ReadCases.Count(Edges([.. placed.Select(one => one.Edges)]), reads),
            Result = Counts(("variants", answers.Average(one => one.Groups.Count(group => !group.Omit))), ("failed", answers.Average(one => one.Failed.Sum(failed => failed.Edges.Count)))),
        });
    }

    private async Task HealthAsync(IReadOnlyList<byte[]> live, CancellationToken token)
    {
        var judged = live.Where(text => policy.Shape.HealthKinds.Contains("*") || policy.Shape.HealthKinds.Contains(ObjectKey.OfObject(JsonElement.Parse(text, HubJson.Document)).Kind)).ToList();
        if (judged.Count == 0)
        {
            return;
        }

        ReadOnlyMemory<byte>[] many = [.. Enumerable.Range(0, Math.Min(MostLive, Math.Max(judged.Count, fleet.Count))).Select(i => judged[i % judged.Count])];
        var (ms, least) = await MeasureAsync(async (one, _) => Good("health", await runtime.HealthAsync(one.Digest, many, token)));
        _lines.Add(new BenchLine("health", many.Length, "objects", ms, least));
    }

    private async Task ReduceAsync(IReadOnlyList<(EdgeRecord Edge, IReadOnlyList<ReductionInput> Inputs)> reports, CancellationToken token)
    {
        if (!policy.Shape.Reduces)
        {
            return;
        }

        var partials = new JsonElement[reports.Count];
        var (ms, least) = await MeasureAsync(async (one, _) =>
        {
            for (var i = 0; i < reports.Count; i++)
            {
                var answer = Good("status.map", await runtime.MapAsync(one.Digest, reports[i].Edge, reports[i].Inputs, token));
                partials[i] = one == policy ? answer[0] : partials[i];
            }
        });
        _lines.Add(new BenchLine("status.map", 1, "edge", ms / reports.Count, least / reports.Count));

        List<(JsonElement Left, JsonElement Right)> pairs = [.. Enumerable.Range(0, fleet.Count).Select(i => (partials[i % partials.Length], partials[(i + 1) % partials.Length]))];
        var combined = partials[0];
        (ms, least) = await MeasureAsync(async (one, _) =>
        {
            var answer = Good("status.combine", await runtime.CombineAsync(one.Digest, pairs, token));
            combined = one == policy ? answer[0] : combined;
        });
        _lines.Add(new BenchLine("status.combine", pairs.Count, "pairs", ms, least));

        (ms, least) = await MeasureAsync(async (one, _) => Good("status.finish", await runtime.FinishAsync(one.Digest, combined, token)));
        _lines.Add(new BenchLine("status.finish", 1, "partial", ms, least));
    }

    private async Task WavesAsync(CancellationToken token)
    {
        if (policy.Shape.Rollout is null)
        {
            return;
        }

        var (members, made) = (EdgeSets.Of(fleet.Count, Enumerable.Range(0, fleet.Count)), 0);
        var (ms, least) = await MeasureAsync(async (one, _) =>
        {
            var waves = Good("rollout.waves", await runtime.WavesAsync(one.Digest, members, token));
            made = one == policy ? waves.Count : made;
        });
        _lines.Add(new BenchLine("rollout.waves", fleet.Count, "edges", ms, least) { Result = Counts(("waves", made)) });
    }

    private async Task GateAsync(IReadOnlyList<JsonElement> waves, CancellationToken token)
    {
        if (!policy.Shape.Gates)
        {
            return;
        }

        var (ms, least) = await MeasureAsync(async (one, _) =>
        {
            foreach (var wave in waves)
            {
                Good("rollout.gate", await runtime.GateAsync(one.Digest, wave, token));
            }
        });
        _lines.Add(new BenchLine("rollout.gate", 1, "wave", ms / waves.Count, least / waves.Count));
    }

    /// <summary>Median milliseconds of the policy and of the floor, turn by turn, so that what disturbs the machine disturbs both.</summary>
    private async Task<(double Ms, double FloorMs)> MeasureAsync(Func<LoadedPolicy, int, Task> call)
    {
        var (own, least) = (new List<double>(), new List<double>());
        for (var round = 0; round < WarmUp + rounds; round++)
        {
            foreach (var (one, times) in new[] { (floor, least), (policy, own) })
            {
                var start = time.GetTimestamp();
                await call(one, round);
                if (round >= WarmUp)
                {
                    times.Add(time.GetElapsedTime(start).TotalMilliseconds);
                }
            }
        }

        return (Median(own), Median(least));
    }

    /// <summary>The object as nobody has seen it before: an engine that knows an object has less to do.</summary>
    private static byte[] Marked(byte[] workload, int round)
    {
        var node = JsonNode.Parse(workload)!.AsObject();
        var metadata = node["metadata"]!.AsObject();
        var annotations = metadata["annotations"] as JsonObject ?? [];
        metadata["annotations"] = null;
        annotations["bench.edge.kubestellar.io/round"] = $"{round}";
        metadata["annotations"] = annotations;
        return CanonicalJson.Canonicalize(JsonElement.Parse(node.ToJsonString(), HubJson.Document));
    }

    private IEnumerable<EdgeRecord> Edges(IReadOnlyList<EdgeSet> sets) => sets.Aggregate(EdgeSets.Union).Members().Select(slot => fleet[slot]);

    private static Dictionary<string, double> Counts(params (string Word, double Count)[] counts) =>
        counts.Where((count, i) => i == 0 || count.Count > 0).ToDictionary(count => count.Word, count => count.Count, StringComparer.Ordinal);

    private static double Median(List<double> times)
    {
        times.Sort();
        return times[times.Count / 2];
    }

    private T Good<T>(string function, PolicyOutcome<T> outcome)
        where T : class => outcome.Ok ? outcome.Value : throw LoadedPolicy.Failed($"{function}: ", outcome.Fault, policy.Module);
}
