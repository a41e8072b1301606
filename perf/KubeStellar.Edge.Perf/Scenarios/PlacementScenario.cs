using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Perf.Load;
using KubeStellar.Edge.Perf.Measure;

namespace KubeStellar.Edge.Perf.Scenarios;

/// <summary>Workloads placed over N edges, trip to the policy host included; the same loop in bare V8 and the same rule in C# in the same run. Every round places objects that were not seen before.</summary>
internal static class PlacementScenario
{
    // A daemon that has run for a minute has its code compiled, in both processes: that is what is measured.
    private const int WarmUpCalls = 100;
    private const string ByLabels = "(object, edge) => edge.labels.kind === 'store' && edge.properties.memoryGiB >= 2";
    private const string ByEach = "(object, edge) => edge.labels.kind === 'store' && edge.properties.freeGiB >= 200";

    public static async Task RunAsync(BenchOptions options, CancellationToken token)
    {
        var report = new BenchReport("placement");
        foreach (var edges in options.Edges.Count > 0 ? options.Edges : [10_000, 100_000])
        {
            var fleet = PolicyBench.Fleet(edges);
            using var bare = new BareV8(fleet);
            await using var bench = new PolicyBench();
            await bench.FillAsync(fleet, token);
            foreach (var workloads in options.Workloads)
                await RunAsync(report, options, bench, bare, fleet, workloads, ("labels", ByLabels, CSharpByLabels), token);
            report.Add("host_mib", ProcFs.PssMiB(ProcFs.Tree(bench.HostId)), "MiB", ("edges", edges), ("policies", 1), ("measure", "pss"));
            await RunAsync(report, options, bench, bare, fleet, 1, ("distinct", ByEach, CSharpByEach), token);
            report.Add("host_mib", ProcFs.PssMiB(ProcFs.Tree(bench.HostId)), "MiB", ("edges", edges), ("policies", 2), ("measure", "pss"));
        }

        report.Save();
    }

    private static async Task RunAsync(
        BenchReport report, BenchOptions options, PolicyBench bench, BareV8 bare, EdgeRecord[] fleet, int workloads, (string Name, string Script, Func<EdgeRecord, bool> Rule) rule, CancellationToken token)
    {
        var bundle = await bench.LoadAsync($"place: {rule.Script}", token);
        var all = PolicyBench.All(fleet.Length);
        var warmUp = Math.Max(3, WarmUpCalls / workloads);
        var number = 0;
        var texts = Enumerable.Range(0, (warmUp + options.Rounds) * workloads).Select(PolicyBench.Workload).ToArray();
        var expected = 0;
        var product = await bench.MeasureAsync(warmUp, options.Rounds, async _ =>
        {
            for (var i = 0; i < workloads; i++)
                expected = PolicyBench.Good(await bench.Runtime.PlaceAsync(bundle, texts[number++], all, token)).Edges.Count;
        });
        var loop = bare.Placing(rule.Script);
        number = 0;
        var floor = Rounds.Measure(warmUp, options.Rounds, _ =>
        {
            for (var i = 0; i < workloads; i++)
                Check(expected, loop(texts[number++]));
        });
        var csharp = Rounds.Measure(warmUp, options.Rounds, _ =>
        {
            for (var i = 0; i < workloads; i++)
                Check(expected, Placed(fleet, rule.Rule).Count);
        });
        (string, object)[] tags = rule.Name == "labels" ? [("edges", fleet.Length), ("workloads", workloads)] : [("edges", fleet.Length), ("workloads", workloads), ("rule", rule.Name)];
        report.Add("ms", product.Ms, "ms", tags);
        report.Add("bare_v8_ms", floor.Ms, "ms", tags);
        report.Add("csharp_ms", csharp.Ms, "ms", tags);
        report.Add("ratio", product.Ms / floor.Ms, "x", tags);
        report.Add("cpu_ms", product.CpuMs, "ms", tags);
        report.Add("cpu_ratio", product.CpuMs / floor.CpuMs, "x", tags);
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
