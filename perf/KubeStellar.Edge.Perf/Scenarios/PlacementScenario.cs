using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Perf.Load;
using KubeStellar.Edge.Perf.Measure;

namespace KubeStellar.Edge.Perf.Scenarios;

/// <summary>Workloads placed over N edges, trip to the policy host included. Every round places objects that were not seen before.</summary>
internal static class PlacementScenario
{
    private const string ByLabels = "(object, edge) => edge.labels.kind === 'store' && edge.properties.memoryGiB >= 2";
    private const string ByEach = "(object, edge) => edge.labels.kind === 'store' && edge.properties.freeGiB >= 200";

    public static async Task RunAsync(BenchOptions options, CancellationToken token)
    {
        var report = new BenchReport("placement");
        foreach (var edges in options.Edges.Count > 0 ? options.Edges : [10_000, 100_000])
        {
            await using var bench = await PolicyBench.StartAsync(edges, token);
            foreach (var workloads in options.Workloads)
                await RunAsync(report, options.ShortRounds, bench, workloads, ByLabels, CSharpByLabels, token, ("edges", edges), ("workloads", workloads));
            bench.AddHostMemory(report, 1);
            foreach (var workloads in options.Workloads)
                await RunAsync(report, options.ShortRounds, bench, workloads, ByEach, CSharpByEach, token, ("edges", edges), ("workloads", workloads), ("rule", "distinct"));
            bench.AddHostMemory(report, 2);
        }

        report.Save();
    }

    private static async Task RunAsync(
        BenchReport report, int rounds, PolicyBench bench, int workloads, string script, Func<EdgeRecord, bool> rule, CancellationToken token, params (string Key, object Value)[] tags)
    {
        var bundle = await bench.LoadAsync($"place: {script}", token);
        ReadOnlyMemory<byte>[] Texts(int round) => [.. Enumerable.Range(round * workloads, workloads).Select(PolicyBench.Workload)];
        var expected = Placed(bench.Fleet, rule).Count;
        var product = await bench.MeasureAsync(rounds, Texts, async texts =>
        {
            foreach (var text in texts)
                Check(expected, PolicyBench.Good(await bench.Runtime.PlaceAsync(bundle, text, bench.All, token)).Edges.Count);
        });
        var loop = bench.Bare.Placing(script);
        var floor = Rounds.Measure(rounds, Texts, texts =>
        {
            foreach (var text in texts)
                Check(expected, loop(text));
        });
        var csharp = Rounds.Measure(rounds, _ => workloads, times =>
        {
            for (var i = 0; i < times; i++)
                Check(expected, Placed(bench.Fleet, rule).Count);
        });
        report.AddBeside("", product, floor, csharp, tags);
    }

    private static EdgeSet Placed(EdgeRecord[] fleet, Func<EdgeRecord, bool> rule)
    {
        var set = new EdgeSet(fleet.Length);
        for (var slot = 0; slot < fleet.Length; slot++)
        {
            if (rule(fleet[slot]))
                set.Add(slot);
        }

        return set;
    }

    private static bool CSharpByLabels(EdgeRecord edge) => edge.Labels["kind"] == "store" && edge.Properties["memoryGiB"].GetDouble() >= 2;

    private static bool CSharpByEach(EdgeRecord edge) => edge.Labels["kind"] == "store" && edge.Properties["freeGiB"].GetDouble() >= 200;

    private static void Check(int expected, int actual)
    {
        if (expected != actual)
            throw new InvalidOperationException($"{actual} edges instead of {expected}");
    }
}
