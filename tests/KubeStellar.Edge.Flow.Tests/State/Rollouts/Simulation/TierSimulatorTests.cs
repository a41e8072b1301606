using KubeStellar.Edge.Flow.State.Rollouts.Simulation;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Simulation;

/// <summary>
/// Hundreds of made-up fleets of two and three tiers, in virtual time by the hubs' own rules; see <see cref="TierChecks"/> for what must hold. <c>KSE_SIMULATE_SEED</c> runs
/// one seed and prints its trace, <c>KSE_SIMULATE_SEEDS</c> runs so many.
/// </summary>
public sealed class TierSimulatorTests
{
    private static readonly int? Alone = Number("KSE_SIMULATE_SEED");

    [Fact]
    public async Task What_must_hold_over_tiers_holds_for_every_seed()
    {
        var broken = new List<string>();
        var (first, count) = Alone is { } seed ? (seed, 1) : (1, Number("KSE_SIMULATE_SEEDS") ?? 300);
        for (var at = first; at < first + count && broken.Count < 40; at++)
        {
            broken.AddRange(await RunAsync(new TierScenario(at)));
        }

        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    [Fact]
    public async Task The_same_edges_move_in_the_same_waves_as_without_regions()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var (tiers, flat) = (new TierScenario(seed, calm: true), new TierScenario(seed, calm: true));
            var (one, other) = (new TierChecks(tiers), new TierChecks(flat));
            one.Ended(await RolloutSimulator.RunAsync(tiers.Options(one.Turned)));
            other.Ended(await RolloutSimulator.RunAsync(flat.Options(other.Turned, flat: true)));
            Assert.Empty(one.Broken.Concat(other.Broken));
            Assert.Equal(other.Moved.OrderBy(pair => pair.Key, StringComparer.Ordinal), one.Moved.OrderBy(pair => pair.Key, StringComparer.Ordinal));
        }
    }

    private static async Task<List<string>> RunAsync(TierScenario scenario)
    {
        var checks = new TierChecks(scenario);
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
            checks.Broken.Add($"seed {scenario.Seed}: {error}");
        }

        return checks.Broken;
    }

    private static int? Number(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), out var number) ? number : null;
}
