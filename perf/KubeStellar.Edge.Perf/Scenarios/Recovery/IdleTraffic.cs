using KubeStellar.Edge.Perf.Measure;

namespace KubeStellar.Edge.Perf.Scenarios.Recovery;

/// <summary>What passes between an edge at rest and its hub's server: heartbeats, their answers, and the pings of both sides.</summary>
internal static class IdleTraffic
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static async Task RunAsync(RecoverySite site, BenchReport report, int seconds, CancellationToken token)
    {
        await Task.Delay(Settle, TimeProvider.System, token);
        var before = site.Tap.Count();
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, token);
        var passed = site.Tap.Count().Since(before);
        (string, object)[] tags = [("heartbeat", "30s"), ("measured_s", seconds), ("objects", site.Objects)];
        report.Add("idle_bytes_per_day", passed.Bytes * Day.TotalSeconds / seconds, "bytes", tags);
        report.Add("idle_up_bytes_per_day", passed.UpBytes * Day.TotalSeconds / seconds, "bytes", tags);
        await Console.Error.WriteLineAsync($"bench: idle: {passed}");
    }
}
