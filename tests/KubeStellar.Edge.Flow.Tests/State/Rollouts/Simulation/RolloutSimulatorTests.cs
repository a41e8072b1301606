using System.Diagnostics;
using KubeStellar.Edge.Flow.State.Rollouts.Simulation;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Simulation;

/// <summary>
/// Thousands of made-up fleets, policies and plots, run in virtual time by the hub's own rules; see <see cref="RolloutChecks"/> for what must hold. A seed that fails is
/// run alone by <c>KSE_SIMULATE_SEED</c>, which also prints its trace; <c>KSE_SIMULATE_SEEDS</c> runs so many, and <c>KSE_SIMULATE_EDGES</c> with fleets of that
/// size.
/// </summary>
public sealed class RolloutSimulatorTests
{
    private static readonly int? Alone = Number("KSE_SIMULATE_SEED");

    [Fact]
    public async Task What_must_hold_holds_for_every_seed()
    {
        var broken = new List<string>();
        var watch = Stopwatch.StartNew();
        var (first, count) = Alone is { } seed ? (seed, 1) : (1, Number("KSE_SIMULATE_SEEDS") ?? 600);
        for (var at = first; at < first + count && broken.Count < 40; at++)
        {
            broken.AddRange(await RunAsync(at, Number("KSE_SIMULATE_EDGES") ?? 0));
        }

        TestContext.Current.SendDiagnosticMessage("{0} seeds took {1}", count, watch.Elapsed);
        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_trace()
    {
        for (var seed = 1; seed <= 50; seed++)
        {
            var first = await RolloutSimulator.RunAsync(new Scenario(seed, 0).Options(null));
            var second = await RolloutSimulator.RunAsync(new Scenario(seed, 0).Options(null));
            Assert.Equal(first.Trace, second.Trace);
        }
    }

    private static async Task<List<string>> RunAsync(int seed, int edges)
    {
        var scenario = new Scenario(seed, edges);
        var checks = new RolloutChecks(scenario);
        try
        {
            var result = await RolloutSimulator.RunAsync(scenario.Options(checks.Turned));
            checks.Ended(result);
            if (Alone is not null)
            {
                Console.WriteLine(string.Join('\n', result.Trace.Select(one => $"{one.At:dd HH:mm:ss.fff} {one.Kind} {one.Text}")));
                Console.WriteLine($"{result.Progress.Phase} {result.Progress.Reason} {result.Progress.Message}\n{string.Join('\n', result.Progress.Waves)}\n{scenario.Rule}\n{string.Join('\n', scenario.Rule.Waves)}");
            }
        }
        catch (Exception error) when (error is InvalidOperationException or NullReferenceException or KeyNotFoundException or IndexOutOfRangeException)
        {
            checks.Broken.Add($"seed {seed}: {error}");
        }

        return checks.Broken;
    }

    private static int? Number(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), out var number) ? number : null;
}
