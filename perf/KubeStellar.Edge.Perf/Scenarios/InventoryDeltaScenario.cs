using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Perf.Load;
using KubeStellar.Edge.Perf.Measure;

namespace KubeStellar.Edge.Perf.Scenarios;

/// <summary>One edge of N changes its label: inventory, placement and customization of that edge, with the trips to the policy host.</summary>
internal static class InventoryDeltaScenario
{
    private const int WarmUp = 200;
    private const string Place = "(object, edge) => edge.labels.kind === 'store' && edge.properties.memoryGiB >= 1";
    private const string Patch = "(object, edge) => ({ spec: { replicas: edge.labels.size === 'large' ? 5 : 3 } })";

    public static async Task RunAsync(BenchOptions options, CancellationToken token)
    {
        var report = new BenchReport("inventory-delta");
        foreach (var edges in options.Edges.Count > 0 ? options.Edges : [100_000])
        {
            var fleet = PolicyBench.Fleet(edges);
            using var bare = new BareV8(fleet);
            await using var bench = new PolicyBench();
            await bench.FillAsync(fleet, token);
            var bundle = await bench.LoadAsync($"place: {Place}, customize: {Patch}", token);
            var workload = PolicyBench.Workload(0);
            PolicyBench.Good(await bench.Runtime.PlaceAsync(bundle, workload, PolicyBench.All(edges), token));
            var rounds = options.Edits;
            var product = await bench.MeasureAsync(WarmUp, rounds, async round =>
            {
                var slot = (round + WarmUp) * 7919 % edges;
                var one = new EdgeSet(edges);
                one.Add(slot);
                await bench.Runtime.UpdateInventoryAsync([new EdgeSlot(slot, Changed(fleet[slot], round))], token);
                var placed = PolicyBench.Good(await bench.Runtime.PlaceAsync(bundle, workload, one, token));
                var customized = PolicyBench.Good(await bench.Runtime.CustomizeAsync(bundle, workload, placed.Edges, null, token));
                if (customized.Groups is not [{ Operations.Count: 1 }])
                    throw new InvalidOperationException("the edge was not decided");
            });
            var decide = bare.Deciding(Place, Patch);
            var floor = Rounds.Measure(WarmUp, rounds, round =>
            {
                var slot = (round + WarmUp) * 7919 % edges;
                decide(slot, Changed(fleet[slot], round), workload);
            });
            report.Add("ms", product.Ms, "ms", ("edges", edges));
            report.Add("bare_v8_ms", floor.Ms, "ms", ("edges", edges));
            report.Add("cpu_ms", product.CpuMs, "ms", ("edges", edges));
        }

        report.Save();
    }

    private static EdgeRecord Changed(EdgeRecord edge, int round) => edge with
    {
        Labels = new SortedDictionary<string, string>(edge.Labels, StringComparer.Ordinal) { ["kind"] = "store", ["size"] = round % 2 == 0 ? "large" : "small" },
    };
}
