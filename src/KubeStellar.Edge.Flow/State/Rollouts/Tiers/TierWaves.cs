using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts.Live;

namespace KubeStellar.Edge.Flow.State.Rollouts.Tiers;

/// <summary>Waves of a hub with regions. Pure.</summary>
internal static class TierWaves
{
    /// <summary>A declared wave that takes none of the hub's own edges is a wave all the same, since regions have a share of it.</summary>
    public static IReadOnlyList<AssignedWave> Complete(LiveRollout live, FleetSlots fleet, IReadOnlyList<AssignedWave> assigned)
    {
        if (live.Rule is not { } rule || !fleet.Regions().Members().Any(slot => live.Shares(fleet[slot]!)))
        {
            return assigned;
        }

        var missing = Enumerable.Range(0, rule.Waves.Count).Except(assigned.Select(wave => wave.Rule))
            .Select(number => new AssignedWave(rule.Waves[number].Name, number, new EdgeSet(fleet.Count)));
        return [.. assigned.Concat(missing).OrderBy(wave => wave.Rule)];
    }
}
