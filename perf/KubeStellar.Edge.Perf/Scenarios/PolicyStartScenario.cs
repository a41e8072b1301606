using System.Diagnostics;
using KubeStellar.Edge.Perf.Load;
using KubeStellar.Edge.Perf.Measure;

namespace KubeStellar.Edge.Perf.Scenarios;

/// <summary>From nothing to a policy's first answer: with a host to start (cold), in a host that is killed and comes back, and a new isolate in a host that has met the code (cached); and a new engine in bare V8.</summary>
internal static class PolicyStartScenario
{
    private const int Edges = 10;
    private const string Place = "(object, edge) => edge.labels.kind === 'store'";
    private const string Declaration = $"place: {Place}, customize: object => {{ object.spec.replicas = 2; }}";

    public static async Task RunAsync(BenchOptions options, CancellationToken token)
    {
        var report = new BenchReport("policy-start");
        var workload = PolicyBench.Workload(0);
        List<double> cold = [], back = [], cached = [], bare = [];
        for (var round = 0; round < options.Rounds + 1; round++)
        {
            await using var bench = await PolicyBench.StartAsync(Edges, token);

            async Task FirstAnswerAsync(List<double> times)
            {
                var start = Stopwatch.GetTimestamp();
                var bundle = await bench.LoadAsync(Declaration, token);
                PolicyBench.Good(await bench.Runtime.PlaceAsync(bundle, workload, bench.All, token));
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            await FirstAnswerAsync(cold);
            for (var i = 0; i < options.ShortRounds; i++)
            {
                await bench.Runtime.ForgetAsync(await bench.LoadAsync(Declaration, token), token);
                await FirstAnswerAsync(cached);
                var start = Stopwatch.GetTimestamp();
                using var engine = new BareV8(bench.Fleet);
                engine.Placing(Place)(workload);
                bare.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            using var host = Process.GetProcessById(bench.HostId);
            host.Kill();
            await host.WaitForExitAsync(token);
            await FirstAnswerAsync(back);
        }

        report.Add("cold_ms", BenchReport.Median(cold.Skip(1)), "ms");
        report.Add("restart_ms", BenchReport.Median(back.Skip(1)), "ms");
        report.Add("cached_ms", BenchReport.Median(cached.Skip(options.ShortRounds)), "ms");
        report.Add("bare_v8_ms", BenchReport.Median(bare.Skip(options.ShortRounds)), "ms");
        report.Save();
    }
}
