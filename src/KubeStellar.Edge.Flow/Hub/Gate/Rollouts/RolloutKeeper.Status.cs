using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Rollouts.Live;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using KubeStellar.Edge.Flow.State.Rollouts.Tiers;

namespace KubeStellar.Edge.Flow.Hub.Gate.Rollouts;

/// <summary>How rollouts stand, for people: the record, and what is so right now.</summary>
internal sealed partial class RolloutKeeper
{
    /// <summary>How a policy's rollout stands.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="fleet">All plans.</param>
    /// <param name="members">With the edges of every wave.</param>
    /// <param name="token">Cancels the wait.</param>
    public async Task<RolloutResult> StatusAsync(PolicyKey policy, FleetPlan fleet, bool members, CancellationToken token)
    {
        var record = table.Of(policy);
        var result = new RolloutResult { Policy = policy.Name, Rollout = record, Freeze = freeze.At(time.GetUtcNow()) };
        if (!fleet.Policies.TryGetValue(policy, out var plan))
        {
            return result;
        }

        var live = Of(plan);
        live.Grow(fleet.Fleet.Count);
        var progress = record?.Progress;
        var running = progress is not null && live.Rule is not null && live.Number == progress.Number && progress.Phase != RolloutPhase.Complete;
        if (running)
        {
            var (own, _) = WaveCount.Of(live.Rule!, progress!.Waves, live.Members, progress.Wave, time.GetUtcNow());
            var totals = WaveCount.Add(own, RegionShares.Of(live, progress, fleet.Fleet, time.GetUtcNow()));
            progress = progress with { Waves = [.. progress.Waves.Select((wave, at) => wave with { Totals = totals[at] })] };
            var slots = Enumerable.Range(0, fleet.Fleet.Count).Where(slot => fleet.Fleet[slot] is not null && live.Members[slot].Changes);
            result = result with { Rollout = record! with { Progress = progress }, Failures = Failures(live, fleet.Fleet, slots) };
        }

        result = result with { Totals = count.Totals(plan, fleet.Fleet, time.GetUtcNow()) };
        return members ? result with { Plan = running ? Waves(live, progress!, fleet.Fleet) : await ForeseenAsync(plan, fleet.Fleet, token) } : result;
    }

    private static IReadOnlyList<PlannedWave> Waves(LiveRollout live, RolloutProgress progress, FleetSlots fleet) =>
        [.. progress.Waves.Select((wave, at) => Wave(wave.Name, wave.Rule, fleet, Enumerable.Range(0, fleet.Count).Where(slot => live.Members[slot].Wave == at), slot => live.Members[slot].Changes))];

    /// <summary>The waves that a rollout of what is wanted now would have; of a policy without waves, one.</summary>
    private async Task<IReadOnlyList<PlannedWave>> ForeseenAsync(PolicyPlan plan, FleetSlots fleet, CancellationToken token)
    {
        var slots = Enumerable.Range(0, fleet.Count).Where(slot => fleet[slot] is not null && (plan.Want(slot) is not null || plan.InForce[slot] is not null)).ToList();
        bool Changes(int slot) => !ReferenceEquals(plan.Want(slot), plan.InForce[slot]);
        if (plan.Shape?.Rollout is not null)
        {
            // Regions that take their share of every wave are in none; which of their edges are in which is theirs to say.
            var live = Of(plan);
            var outcome = await runtime.WavesAsync(plan.Loaded, EdgeSets.Of(fleet.Count, slots.Where(slot => !live.Shares(fleet[slot]!))), token);
            if (outcome.Ok)
            {
                return [.. outcome.Value.Select(wave => Wave(wave.Name, wave.Rule, fleet, wave.Edges.Members(), Changes))];
            }
        }

        return [Wave("all", 0, fleet, slots, Changes)];
    }

    private static PlannedWave Wave(string name, int rule, FleetSlots fleet, IEnumerable<int> slots, Func<int, bool> changes)
    {
        var all = slots.Where(slot => fleet[slot] is not null).ToList();
        var edges = all.Where(changes).Select(slot => fleet[slot]!.Id).Order(StringComparer.Ordinal).ToList();
        return new PlannedWave(name, rule, edges, all.Count - edges.Count);
    }
}
