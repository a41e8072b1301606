using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Rollouts.Live;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;

namespace KubeStellar.Edge.Flow.State.Rollouts.Tiers;

/// <summary>What a region tells its parent of a policy's rollout inside itself. Pure.</summary>
internal static class RegionTelling
{
    /// <summary>What it tells; null of a policy that is none of its parent's, or of which the parent's newest word was not heard yet.</summary>
    /// <param name="live">The rollout.</param>
    /// <param name="progress">How it stands; null when the policy declares none, or none began.</param>
    /// <param name="fleet">The fleet.</param>
    /// <param name="all">All edges counted as one wave, for a policy that declares no rollout.</param>
    /// <param name="now">The time.</param>
    public static RegionRollout? Of(LiveRollout live, RolloutProgress? progress, FleetSlots fleet, WaveTotals? all, DateTimeOffset now)
    {
        var plan = live.Plan;
        if (plan.GrantOf is not { IsZero: false } manifest)
        {
            return null;
        }

        var told = new RegionRollout { Manifest = manifest, Grant = plan.Grant, Phase = RolloutPhase.Complete };
        if (plan.Fault is { } fault)
        {
            return told with { Phase = RolloutPhase.Held, Reason = fault.Reason, Message = fault.Message };
        }

        if (plan.Hold is { } hold)
        {
            return told with { Phase = RolloutPhase.Held, Reason = HoldText.Reason, Message = HoldText.Sentence(hold) };
        }

        if (all is not null)
        {
            told.Waves = all.All == 0 ? [] : [new RegionWave(0, all)];
            return told;
        }

        if (progress is null || progress.Number != live.Number || live.Rule is null)
        {
            return told;
        }

        var (own, _) = WaveCount.Of(live.Rule, progress.Waves, live.Members, progress.Wave, now);
        var totals = WaveCount.Add(own, RegionShares.Of(live, progress, fleet, now));
        var waves = progress.Waves.Select((wave, at) => (wave.Rule, Totals: totals[at])).GroupBy(one => one.Rule)
            .Select(group => new RegionWave(group.Key, WaveCount.Sum(group.Select(one => one.Totals)))).Where(wave => wave.Totals.All > 0);
        var waits = progress.Phase is RolloutPhase.Progressing or RolloutPhase.Complete || progress.Reason is RolloutReasons.AwaitsParent or RolloutReasons.ParentStops;
        return told with { Phase = progress.Phase, Reason = waits ? "" : progress.Reason, Message = waits ? "" : progress.Message, Waves = [.. waves] };
    }
}
