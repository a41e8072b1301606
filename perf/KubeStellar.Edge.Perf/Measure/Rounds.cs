using System.Diagnostics;

namespace KubeStellar.Edge.Perf.Measure;

/// <summary>What rounds of the same work took: median time by the clock, and mean processor time, which others on the machine disturb less.</summary>
/// <param name="Ms">Median milliseconds.</param>
/// <param name="CpuMs">Mean milliseconds of processor time.</param>
internal readonly record struct Rounds(double Ms, double CpuMs)
{
    /// <summary>Runs, after some rounds that do not count.</summary>
    public static async Task<Rounds> MeasureAsync(int warmUp, int rounds, Func<int, Task> run, Func<double>? cpuSeconds = null)
    {
        cpuSeconds ??= static () => Environment.CpuUsage.TotalTime.TotalSeconds;
        for (var round = -warmUp; round < 0; round++)
            await run(round);
        List<double> times = [];
        var cpu = cpuSeconds();
        for (var round = 0; round < rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            await run(round);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return new Rounds(BenchReport.Median(times), (cpuSeconds() - cpu) * 1000 / rounds);
    }

    /// <summary>The same without waiting.</summary>
    public static Rounds Measure(int warmUp, int rounds, Action<int> run) => MeasureAsync(warmUp, rounds, round =>
    {
        run(round);
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();
}
