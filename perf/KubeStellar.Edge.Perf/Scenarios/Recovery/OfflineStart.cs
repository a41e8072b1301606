using System.Diagnostics;
using KubeStellar.Edge.Perf.Load;
using KubeStellar.Edge.Perf.Measure;

namespace KubeStellar.Edge.Perf.Scenarios.Recovery;

/// <summary>An edge starts with no hub in reach, and one of its objects was removed at the target: from its exec to the object back in place.</summary>
internal static class OfflineStart
{
    public static async Task RunAsync(RecoverySite site, BenchReport report, int rounds, CancellationToken token)
    {
        await site.Hub.KillAsync(token);
        List<double> starts = [], runtimes = [];
        for (var round = 0; round < rounds; round++)
        {
            await site.Edge.KillAsync(token);
            var victim = Directory.EnumerateFiles(site.Fleet.Target(RecoverySite.Id), "*settings-007*").Single();
            File.Delete(victim);
            using var seen = new FileValueWatch(site.Fleet.Target(RecoverySite.Id));
            var restored = seen.WaitForAsync("settings-007", token);
            var start = Stopwatch.GetTimestamp();
            await site.StartEdgeAsync(null, token);
            starts.Add(Stopwatch.GetElapsedTime(start, await restored).TotalSeconds);

            start = Stopwatch.GetTimestamp();
            (await site.Fleet.CliAsync(token, "--version")).Ok();
            runtimes.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        (string, object)[] tags = [("objects", site.Objects), ("rounds", rounds)];
        report.Add("offline_start_s", BenchReport.Median(starts), "s", tags);
        report.Add("runtime_start_s", BenchReport.Median(runtimes), "s", ("of", "kse --version"), ("rounds", rounds));
    }
}
