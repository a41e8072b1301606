using System.Diagnostics;
using System.Globalization;
using KubeStellar.Edge.Perf.Load;
using KubeStellar.Edge.Perf.Measure;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Perf.Scenarios;

/// <summary>Memory of an edge daemon with its children, and its start from local state with no hub.</summary>
internal static class FootprintScenario
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(12);

    public static async Task RunAsync(BenchOptions options, CancellationToken token)
    {
        var report = new BenchReport("edge-footprint");
        await using var fleet = new Fleet();
        var hub = await fleet.StartHubAsync(token);
        var join = await fleet.TokenAsync(token, "kind=store", "size=large");
        var edge = await fleet.StartEdgeAsync("store-1", join, token, "--heartbeat", "30s");
        await using var client = await HubClient.ConnectAsync(fleet);
        report.Add("idle_rss_mib", await SteadyPssAsync(edge.Id, token), "MiB", ("objects", 0), ("measure", "pss"));
        await client.ApplyPolicyAsync("everything", Repository.PathOf("perf", "KubeStellar.Edge.Perf", "Policies", "everything.js"), token);
        await client.ApplyAsync(token, [.. Enumerable.Range(0, options.Objects).Select(BenchObjects.ConfigMap)]);
        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "60s")).Ok();
        report.Add("loaded_rss_mib", await SteadyPssAsync(edge.Id, token), "MiB", ("objects", options.Objects), ("measure", "pss"));
        await hub.KillAsync(token);
        List<double> starts = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            await edge.KillAsync(token);
            var victim = Directory.EnumerateFiles(fleet.Target("store-1"), "*settings-007*").Single();
            File.Delete(victim);
            using var seen = new FileValueWatch(fleet.Target("store-1"));
            var restored = seen.WaitForAsync("settings-007", token);
            var start = Stopwatch.GetTimestamp();
            edge = await fleet.StartEdgeAsync("store-1", null, token);
            starts.Add(Stopwatch.GetElapsedTime(start, await restored).TotalSeconds);
        }

        report.Add("offline_start_s", BenchReport.Median(starts), "s", ("objects", options.Objects), ("rounds", options.Rounds.ToString(CultureInfo.InvariantCulture)));
        report.Save();
    }

    // Memory has no event to wait for: the lowest of the readings over a while is the idle daemon.
    private static async Task<double> SteadyPssAsync(int pid, CancellationToken token)
    {
        var lowest = double.MaxValue;
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Settle;)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, token);
            lowest = Math.Min(lowest, ProcFs.PssMiB(ProcFs.Tree(pid)));
        }

        return lowest;
    }
}
