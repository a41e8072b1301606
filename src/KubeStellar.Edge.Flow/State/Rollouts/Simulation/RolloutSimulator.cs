using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;

namespace KubeStellar.Edge.Flow.State.Rollouts.Simulation;

/// <summary>
/// Runs a rollout in virtual time: the hub's own rules over a made-up fleet. No clock, no threads, and one source of chance, so that the same seed gives the same trace.
/// </summary>
internal static class RolloutSimulator
{
    /// <summary>So many looks of the hub at one instant can only be a fault of its rules.</summary>
    private const int MostAtOnce = 1000;

    /// <summary>Simulates.</summary>
    /// <exception cref="InvalidOperationException">The rules do not come to rest: a fault of this program.</exception>
    public static async Task<SimulationResult> RunAsync(SimulationOptions options)
    {
        var world = new SimulatedWorld(options);
        world.Start();
        foreach (var deed in options.Deeds)
        {
            world.In(deed.After, () => deed.Do(world));
        }

        world.Edit(new SimulatedRelease("2", _ => "2"));
        var (vain, atOnce, last, calls) = (0, 0, world.Now, 0);
        RolloutProgress? before = null;
        while (world.Now - options.Start < options.Limit)
        {
            if (world.NextAt is null && (world.HubAt is null || vain >= options.Patience))
            {
                if (world.Hub.Record.Progress is { Ended: true } || options.Person is not { } person || ++calls > 50 || !person(world))
                {
                    break;
                }

                vain = 0;
                continue;
            }

            await world.StepAsync();
            atOnce = world.Now == last ? atOnce + 1 : 0;
            last = world.Now;
            if (atOnce > MostAtOnce + (20 * world.Edges.Count))
            {
                throw new InvalidOperationException($"the hub does not come to rest at {world.Now:u}: {world.Hub.Record.Progress}");
            }

            var now = world.Hub.Record.Progress;
            vain = before is not null && now is not null && Alike(before, now) ? vain + 1 : 0;
            before = now;
        }

        var progress = world.Hub.Record.Progress ?? throw new InvalidOperationException("nothing was rolled out");
        if (!progress.Ended)
        {
            var (own, _) = WaveCount.Of(options.Rule, progress.Waves, world.Hub.Live.Members, progress.Wave, world.Now);
            var totals = WaveCount.Add(own, Tiers.RegionShares.Of(world.Hub.Live, progress, world.Hub.Fleet, world.Now));
            progress = progress with { Waves = [.. progress.Waves.Select((wave, at) => wave.Phase == WavePhase.Passed ? wave : wave with { Totals = totals[at] })] };
        }

        return new SimulationResult
        {
            Trace = world.Trace,
            Progress = progress,
            Fallen = world.Hub.Fallen,
            Took = (progress.EndedAt ?? progress.Since) - options.Start,
            MostInFlight = world.Flight.Most,
            MostByLabel = world.Flight.MostByLabel,
            Roots = world.Roots,
        };
    }

    /// <summary>The same but for texts.</summary>
    private static bool Alike(RolloutProgress one, RolloutProgress other) => ReferenceEquals(one, other)
        || (one.Phase == other.Phase && one.Reason == other.Reason && one.Wave == other.Wave && one.Number == other.Number && one.Attempt == other.Attempt);
}
