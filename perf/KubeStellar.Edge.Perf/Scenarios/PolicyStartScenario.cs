using System.Diagnostics;
using KubeStellar.Edge.Perf.Load;
using KubeStellar.Edge.Perf.Measure;

namespace KubeStellar.Edge.Perf.Scenarios;

/// <summary>From nothing to a policy's first answer: with a host to start (cold), in a host that is killed and comes back, and a new isolate in a host that has met the code (cached).</summary>
internal static class PolicyStartScenario
{
    private const string Declaration = "place: (object, edge) => edge.labels.kind === 'store', customize: object => { object.spec.replicas = 2; }";

    public static async Task RunAsync(BenchOptions options, CancellationToken token)
    {
        var report = new BenchReport("policy-start");
        var fleet = PolicyBench.Fleet(10);
        var workload = PolicyBench.Workload(0);
        List<double> cold = [], back = [], cached = [];
        for (var round = 0; round < options.Rounds + 1; round++)
        {
            await using var bench = new PolicyBench();
            await bench.FillAsync(fleet, token);

            async Task FirstAnswerAsync(List<double> times, Func<Task> before)
            {
                await before();
                var start = Stopwatch.GetTimestamp();
                var bundle = await bench.LoadAsync(Declaration, token);
                PolicyBench.Good(await bench.Runtime.PlaceAsync(bundle, workload, PolicyBench.All(10), token));
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            await FirstAnswerAsync(cold, () => Task.CompletedTask);
            for (var i = 0; i < 5; i++)
            {
                await FirstAnswerAsync(cached, async () => await bench.Runtime.ForgetAsync(await bench.LoadAsync(Declaration, token), token));
            }

            await FirstAnswerAsync(back, async () =>
            {
                using var host = Process.GetProcessById(bench.HostId);
                host.Kill();
                await host.WaitForExitAsync(token);
            });
        }

        report.Add("cold_ms", BenchReport.Median(cold.Skip(1)), "ms");
        report.Add("restart_ms", BenchReport.Median(back.Skip(1)), "ms");
        report.Add("cached_ms", BenchReport.Median(cached.Skip(5)), "ms");
        report.Save();
    }
}
