using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Perf.Load;
using KubeStellar.Edge.Perf.Measure;

namespace KubeStellar.Edge.Perf.Scenarios;

/// <summary>One edge of N changes its label: inventory, placement and customization of that edge, with the trips to the policy host.</summary>
internal static class InventoryDeltaScenario
{
    private const string Place = "(object, edge) => edge.labels.kind === 'store' && edge.properties.memoryGiB >= 1";
    private const string Patch = "(object, edge) => ({ spec: { replicas: edge.labels.size === 'large' ? 5 : 3 } })";

    public static async Task RunAsync(BenchOptions options, CancellationToken token)
    {
        var report = new BenchReport("inventory-delta");
        foreach (var edges in options.Edges.Count > 0 ? options.Edges : [100_000])
        {
            await using var bench = await PolicyBench.StartAsync(edges, token);
            var bundle = await bench.LoadAsync($"place: {Place}, customize: {Patch}", token);
            var workload = PolicyBench.Workload(0);
            PolicyBench.Good(await bench.Runtime.PlaceAsync(bundle, workload, bench.All, token));
            EdgeSlot Changed(int round)
            {
                var slot = (int)(round * 7919L % edges);
                return new EdgeSlot(slot, Edited(bench.Fleet[slot], round));
            }

            var product = await bench.MeasureAsync(options.Edits, Changed, async changed =>
            {
                var one = new EdgeSet(edges);
                one.Add(changed.Slot);
                await bench.Runtime.UpdateInventoryAsync([changed], token);
                var placed = PolicyBench.Good(await bench.Runtime.PlaceAsync(bundle, workload, one, token));
                var customized = PolicyBench.Good(await bench.Runtime.CustomizeAsync(bundle, workload, placed.Edges, null, token));
                if (customized.Groups is not [{ Operations.Count: 1 }])
                    throw new InvalidOperationException("the edge was not decided");
            });
            var decide = bench.Bare.Deciding(Place, Patch);
            var floor = Rounds.Measure(options.Edits, Changed, changed => decide(changed.Slot, changed.Edge!, workload));
            var patches = new string[edges];
            var csharp = Rounds.Measure(options.Edits, Changed, changed => patches[changed.Slot] = Decided(changed.Edge!));
            report.AddBeside("", product, floor, csharp, ("edges", edges));
        }

        report.Save();
    }

    private static string Decided(EdgeRecord edge) =>
        edge.Labels["kind"] != "store" || edge.Properties["memoryGiB"].GetDouble() < 1 ? "" : $$"""{"spec":{"replicas":{{(edge.Labels["size"] == "large" ? 5 : 3)}}} }""";

    private static EdgeRecord Edited(EdgeRecord edge, int round) => edge with
    {
        Labels = new SortedDictionary<string, string>(edge.Labels, StringComparer.Ordinal) { ["kind"] = "store", ["size"] = round % 2 == 0 ? "large" : "small" },
    };
}
