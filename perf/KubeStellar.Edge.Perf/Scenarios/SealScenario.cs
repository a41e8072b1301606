using KubeStellar.Edge.Perf.Load;
using KubeStellar.Edge.Perf.Measure;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Perf.Scenarios;

/// <summary>What sealing costs: an edit of a Secret beside the same edit of a ConfigMap, another key for all who stay, and opening at an edge.</summary>
internal static class SealScenario
{
    public static async Task RunAsync(BenchOptions options, CancellationToken token)
    {
        var report = new BenchReport("seal");
        foreach (var edges in options.Edges.Count > 0 ? options.Edges : [10_000])
            await RunAsync(report, options, edges, token);
        report.Note("`edit_share`: the time of an edit of a Secret over that of the same edit of a ConfigMap while no root carried a key, every edge's key agreed before; `edit_cpu_share` the same by the hub's processor time. "
            + "`edit_share_cold`: the first edit after a start of the hub each, when all keys have to be agreed. `beside_share`: the ConfigMap's edit once every root carries a key. "
            + "`rotate_ms`: one edge stops having the Secret, and all others get another key. `unwrap_us`: what an edge does to open the Secret's values; `cold` agrees on the key first.");
        report.Save();
    }

    private static async Task RunAsync(BenchReport report, BenchOptions options, int edges, CancellationToken token)
    {
        (string, object)[] tags = [("edges", edges), ("sync", options.Syncs[0])];
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--sync", options.Syncs[0]);
        var joined = await SimulatedEdges.JoinAsync([await fleet.TokenAsync(token, "kind=store")], edges, "sim", token);
        double plain, plainCpu, warm, warmCpu;
        await using (var fleetEdits = await SealEdits.StartAsync(fleet, edges, token))
        {
            await fleetEdits.PolicyAsync(token);
            (plain, plainCpu) = await fleetEdits.MedianAsync("ConfigMap", options.Rounds, token);
            (warm, warmCpu) = await fleetEdits.MedianAsync("Secret", options.Rounds, token);
            var (beside, _) = await fleetEdits.MedianAsync("ConfigMap", options.Rounds, token);
            report.Add("plain_ms", plain * 1000, "ms", tags);
            report.Add("edit_ms", warm * 1000, "ms", tags);
            report.Add("edit_share", warm / plain, "x", tags);
            report.Add("edit_cpu_share", warmCpu / plainCpu, "x", tags);
            report.Add("beside_share", beside / plain, "x", tags);
            report.Add("rotate_ms", await fleetEdits.RotateAsync(options.Rounds, token) * 1000, "ms", tags);
            report.Add("root_bytes", fleetEdits.RootBytes, "bytes", tags);
            SealOpening.Measure(report, await fleetEdits.OpeningAsync(joined[0].Id, joined[0].Exchange, token), options.ShortRounds, tags);
        }

        List<double> cold = [];
        foreach (var kind in new[] { "ConfigMap", "Secret" })
        {
            await fleet.Hub!.StopAsync(token);
            await fleet.StartHubAsync(token, "--sync", options.Syncs[0]);
            (await fleet.CliAsync(token, "wait", "--for=settled")).Ok();
            await using var after = await SealEdits.StartAsync(fleet, edges, token);
            cold.Add((await after.EditAsync(kind, token)).Seconds);
        }

        report.Add("edit_ms_cold", cold[1] * 1000, "ms", tags);
        report.Add("edit_share_cold", cold[1] / cold[0], "x", tags);
    }
}
