using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Rollouts.Live;

namespace KubeStellar.Edge.Flow.State.Rollouts.Tiers;

/// <summary>
/// What a region is to have now where it takes its share of every wave: what was proven before the first wave opens, then the release with a grant that follows the waves,
/// and all of it once the fleet's rollout is complete. Pure.
/// </summary>
internal static class RegionGoal
{
    /// <summary>What one region is to have.</summary>
    /// <param name="live">The rollout.</param>
    /// <param name="progress">How it stands.</param>
    /// <param name="stopped">Nothing moves.</param>
    /// <param name="slot">The region.</param>
    /// <param name="like">What is proven for regions like it.</param>
    public static ManifestRef? Of(LiveRollout live, RolloutProgress progress, bool stopped, int slot, Likeness like)
    {
        var (plan, want) = (live.Plan, live.Plan.Want(slot)?.Whole);
        var has = plan.InForce[slot] ?? (live.Planned[slot] ? null : like.Of(want));
        if (progress.Phase == RolloutPhase.Aborted)
        {
            return Stop(has);
        }

        if (progress.Phase is RolloutPhase.RollingBack or RolloutPhase.RolledBack)
        {
            var from = live.Planned[slot] ? live.From[slot]?.Whole : like.Of(want);
            return stopped || (from is null && !live.Planned[slot]) ? Stop(has) : Back(has, from);
        }

        if (stopped)
        {
            return Stop(has);
        }

        if (!live.Members[slot].Changes)
        {
            return ReferenceEquals(has?.Whole, want) ? has : want;
        }

        if (live.Share is { Back: true })
        {
            return Back(has, want);
        }

        var rules = Opened(progress, live.Share);
        if (rules == 0)
        {
            return has;
        }

        if (want is null)
        {
            // It loses all that it has of the policy, at once and everywhere: not before every wave is open.
            return rules < live.Rule!.Waves.Count ? has : null;
        }

        var held = progress.Phase is RolloutPhase.Held or RolloutPhase.Paused && progress.Waves.ElementAtOrDefault(progress.Wave)?.OpenedAt is not null;
        return want.Granted(new RolloutGrant { Rules = rules, Counts = CountShares.For(live, live.Names[slot] ?? ""), Stop = held });
    }

    /// <summary>How many declared waves are open or were, as far as this hub's own parent lets it: one is when the last of its groups is.</summary>
    public static int Opened(RolloutProgress progress, RolloutGrant? share)
    {
        var opened = 0;
        for (var at = 0; at < progress.Waves.Count; at++)
        {
            var wave = progress.Waves[at];
            if ((wave.OpenedAt is not null || wave.Phase == WavePhase.Passed) && IsLast(progress, at))
            {
                opened = Math.Max(opened, wave.Rule + 1);
            }
        }

        return Math.Min(opened, share?.Rules ?? opened);
    }

    /// <summary>Whether a wave is the last of its declared one: regions take part in that, after this hub's own groups before.</summary>
    public static bool IsLast(RolloutProgress progress, int at) => at + 1 == progress.Waves.Count || progress.Waves[at + 1].Rule != progress.Waves[at].Rule;

    /// <summary>A region that holds what it is to go back to, wholly or on its way back, needs no other root.</summary>
    private static ManifestRef? Back(ManifestRef? has, ManifestRef? to) =>
        to is null ? null
        : has is not null && ReferenceEquals(has.Whole, to) && has.Entry.Grant is null or { Back: true, Stop: false } ? has
        : to.Granted(new RolloutGrant { Back = true });

    /// <summary>What it has, and nobody starts who has not.</summary>
    private static ManifestRef? Stop(ManifestRef? has) => has?.Entry.Grant is { Stop: false } grant ? has.Granted(grant with { Stop = true }) : has;
}
