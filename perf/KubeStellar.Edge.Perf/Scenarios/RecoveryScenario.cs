using KubeStellar.Edge.Perf.Measure;
using KubeStellar.Edge.Perf.Scenarios.Recovery;

namespace KubeStellar.Edge.Perf.Scenarios;

/// <summary>
/// How a site and a hub come back: an edge with no hub in reach, an edge that missed much, a hub that was killed under a large fleet; and what an edge costs while
/// nothing happens.
/// </summary>
internal static class RecoveryScenario
{
    public static async Task RunAsync(BenchOptions options, CancellationToken token)
    {
        var report = new BenchReport("recovery");

        // First, while the disk has nothing left to write of others.
        foreach (var edges in options.Edges.Count > 0 ? options.Edges : [10_000])
            await HubRestart.RunAsync(report, edges, options.Objects, token);
        report.Save();
        if (options.Stored > 0)
        {
            await using var site = await RecoverySite.StartAsync(options.Stored, token);
            await StoreVolume.RunAsync(site, report, options.Missed, token);
            await IdleTraffic.RunAsync(site, report, options.IdleSeconds, token);
            await CatchUp.RunAsync(site, report, options.Missed, token);
            await OfflineStart.RunAsync(site, report, options.Rounds, token);
        }

        report.Save();
    }
}
