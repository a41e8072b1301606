using System.Diagnostics;

namespace KubeStellar.Edge.Perf.Measure;

/// <summary>What rounds of the same work took: median time by the clock, and mean processor time, which others on the machine disturb less.</summary>
/// <param name="Ms">Median milliseconds.</param>
/// <param name="CpuMs">Mean milliseconds of processor time.</param>
internal readonly record struct Rounds(double Ms, double CpuMs)
{
    private const int LeastWarmUp = 3;

    // A daemon that has run for a minute has its code compiled, in both processes: that is what is measured.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    /// <summary>Runs for a while that does not count, then so many rounds. What a round is about is made before, off the clock.</summary>
    public static async Task<Rounds> MeasureAsync<T>(int rounds, Func<int, T> prepare, Func<T, Task> run, Func<double>? cpuSeconds = null)
    {
        cpuSeconds ??= static () => Environment.CpuUsage.TotalTime.TotalSeconds;
        var number = 0;
        for (var start = Stopwatch.GetTimestamp(); number < LeastWarmUp || Stopwatch.GetElapsedTime(start) < WarmUp; number++)
            await run(prepare(number));
        var prepared = Enumerable.Range(number, rounds).Select(prepare).ToArray();
        List<double> times = [];
        var cpu = cpuSeconds();
        foreach (var round in prepared)
        {
            var start = Stopwatch.GetTimestamp();
            await run(round);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return new Rounds(BenchReport.Median(times), (cpuSeconds() - cpu) * 1000 / rounds);
    }

    /// <summary>The same without waiting.</summary>
    public static Rounds Measure<T>(int rounds, Func<int, T> prepare, Action<T> run) => MeasureAsync(rounds, prepare, round =>
    {
        run(round);
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();
}
