using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Perf.Load;
using KubeStellar.Edge.Perf.Measure;

namespace KubeStellar.Edge.Perf.Scenarios;

/// <summary>An object customized for N edges, to groups of variants in this process: three variants and all distinct, as a draft and as a merge patch.</summary>
internal static class CustomizeScenario
{
    private const string ThreeAsPatch = "(object, edge) => ({ spec: { replicas: edge.labels.size === 'large' ? 5 : edge.labels.size === 'medium' ? 3 : 2 } })";
    private const string ThreeAsDraft = "(object, edge) => { object.spec.replicas = edge.labels.size === 'large' ? 5 : edge.labels.size === 'medium' ? 3 : 2; }";
    private const string EachAsPatch = "(object, edge) => ({ spec: { template: { metadata: { labels: { edge: edge.id } } } } })";
    private const string EachAsDraft = "(object, edge) => { object.spec.template.metadata.labels.edge = edge.id; }";

    public static async Task RunAsync(BenchOptions options, CancellationToken token)
    {
        var report = new BenchReport("customize");
        foreach (var edges in options.Edges.Count > 0 ? options.Edges : [10_000, 100_000])
        {
            await using var bench = await PolicyBench.StartAsync(edges, token);
            await RunAsync(report, options.ShortRounds, bench, "variants_", Math.Min(3, edges), ThreeAsDraft, ThreeAsPatch, CSharpThree, token);
            foreach (var (style, took) in await RunAsync(report, options.ShortRounds, bench, "distinct_", edges, EachAsDraft, EachAsPatch, CSharpEach, token))
                report.Add("distinct_per_s", edges / took.Ms * 1000, "edges/s", ("edges", edges), ("style", style));
        }

        report.Save();
    }

    private static async Task<List<(string Style, Rounds Took)>> RunAsync(
        BenchReport report, int rounds, PolicyBench bench, string prefix, int groups, string asDraft, string asPatch, Func<EdgeRecord, string> rule, CancellationToken token)
    {
        var loop = bench.Bare.Patching(asPatch);
        var floor = Rounds.Measure(rounds, PolicyBench.Workload, text => Check(groups, loop(text)));
        var csharp = Rounds.Measure(rounds, _ => rule, one => Check(groups, Grouped(bench.Fleet, one)));
        List<(string, Rounds)> told = [];
        foreach (var (style, customize) in new[] { ("draft", asDraft), ("patch", asPatch) })
        {
            var bundle = await bench.LoadAsync($"place: () => true, customize: {customize}", token);
            var took = await bench.MeasureAsync(rounds, PolicyBench.Workload, async text =>
                Check(groups, PolicyBench.Good(await bench.Runtime.CustomizeAsync(bundle, text, bench.All, null, token)).Groups.Count));
            await bench.Runtime.ForgetAsync(bundle, token);
            report.AddBeside(prefix, took, floor, csharp, ("edges", bench.Fleet.Length), ("style", style));
            told.Add((style, took));
        }

        return told;
    }

    private static int Grouped(EdgeRecord[] fleet, Func<EdgeRecord, string> rule)
    {
        var groups = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var slot = 0; slot < fleet.Length; slot++)
        {
            var patch = rule(fleet[slot]);
            if (!groups.TryGetValue(patch, out var group))
                groups[patch] = group = [];
            group.Add(slot);
        }

        return groups.Count;
    }

    private static string CSharpThree(EdgeRecord edge) => $$"""{"spec":{"replicas":{{(edge.Labels["size"] == "large" ? 5 : edge.Labels["size"] == "medium" ? 3 : 2)}}} }""";

    private static string CSharpEach(EdgeRecord edge) => $$"""{"spec":{"template":{"metadata":{"labels":{"edge":"{{edge.Id}}"} } } } }""";

    private static void Check(int expected, int actual)
    {
        if (expected != actual)
            throw new InvalidOperationException($"{actual} groups instead of {expected}");
    }
}
