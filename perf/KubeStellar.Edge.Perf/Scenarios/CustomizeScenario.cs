using KubeStellar.Edge.Perf.Load;
using KubeStellar.Edge.Perf.Measure;

namespace KubeStellar.Edge.Perf.Scenarios;

/// <summary>An object customized for N edges, to groups of variants in this process: three variants and all distinct, as a draft and as a merge patch; the same patches collected in bare V8 in the same run.</summary>
internal static class CustomizeScenario
{
    private const int WarmUp = 10;
    private const string ThreeAsPatch = "(object, edge) => ({ spec: { replicas: edge.labels.size === 'large' ? 5 : edge.labels.size === 'medium' ? 3 : 2 } })";
    private const string ThreeAsDraft = "(object, edge) => { object.spec.replicas = edge.labels.size === 'large' ? 5 : edge.labels.size === 'medium' ? 3 : 2; }";
    private const string EachAsPatch = "(object, edge) => ({ spec: { template: { metadata: { labels: { edge: edge.id } } } } })";
    private const string EachAsDraft = "(object, edge) => { object.spec.template.metadata.labels.edge = edge.id; }";

    public static async Task RunAsync(BenchOptions options, CancellationToken token)
    {
        var report = new BenchReport("customize");
        foreach (var edges in options.Edges.Count > 0 ? options.Edges : [10_000, 100_000])
        {
            var fleet = PolicyBench.Fleet(edges);
            using var bare = new BareV8(fleet);
            await using var bench = new PolicyBench();
            await bench.FillAsync(fleet, token);
            var texts = Enumerable.Range(0, WarmUp + options.Rounds).Select(PolicyBench.Workload).ToArray();

            async Task<Rounds> ProductAsync(string customize, int groups)
            {
                var bundle = await bench.LoadAsync($"place: () => true, customize: {customize}", token);
                var took = await bench.MeasureAsync(WarmUp, options.Rounds, async round =>
                {
                    var customized = PolicyBench.Good(await bench.Runtime.CustomizeAsync(bundle, texts[round + WarmUp], PolicyBench.All(edges), null, token));
                    if (customized.Groups.Count != groups)
                        throw new InvalidOperationException($"{customized.Groups.Count} groups instead of {groups}");
                });
                await bench.Runtime.ForgetAsync(bundle, token);
                return took;
            }

            Rounds Floor(string patch)
            {
                var loop = bare.Patching(patch);
                return Rounds.Measure(WarmUp, options.Rounds, round => loop(texts[round + WarmUp]));
            }

            var three = Floor(ThreeAsPatch);
            var each = Floor(EachAsPatch);
            report.Add("variants_bare_v8_ms", three.Ms, "ms", ("edges", edges));
            report.Add("distinct_bare_v8_per_s", edges / each.Ms * 1000, "edges/s", ("edges", edges));
            foreach (var (style, customize) in new[] { ("draft", ThreeAsDraft), ("patch", ThreeAsPatch) })
            {
                var took = await ProductAsync(customize, 3);
                report.Add("variants_ms", took.Ms, "ms", ("edges", edges), ("style", style));
                report.Add("variants_ratio", took.Ms / three.Ms, "x", ("edges", edges), ("style", style));
                report.Add("variants_cpu_ms", took.CpuMs, "ms", ("edges", edges), ("style", style));
            }

            foreach (var (style, customize) in new[] { ("draft", EachAsDraft), ("patch", EachAsPatch) })
            {
                var took = await ProductAsync(customize, edges);
                report.Add("distinct_per_s", edges / took.Ms * 1000, "edges/s", ("edges", edges), ("style", style));
                report.Add("distinct_ratio", took.Ms / each.Ms, "x", ("edges", edges), ("style", style));
                report.Add("distinct_cpu_us", took.CpuMs / edges * 1000, "us/edge", ("edges", edges), ("style", style));
            }
        }

        report.Save();
    }
}
