using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using KubeStellar.Edge.Flow.State.Rollouts.Tiers;

namespace KubeStellar.Edge.Flow.State.Rollouts.Live;

/// <summary>What each edge is to have now, by how its policy's rollout stands. Pure.</summary>
internal static class GoalRule
{
    /// <summary>Goals by slot; null: everyone gets what is wanted.</summary>
    /// <param name="live">The rollout.</param>
    /// <param name="progress">How it stands.</param>
    /// <param name="step">What its last turn came to; null when it has ended.</param>
    /// <param name="fleet">The fleet.</param>
    public static ManifestRef?[]? Of(LiveRollout live, RolloutProgress progress, RolloutStep? step, FleetSlots fleet)
    {
        if (progress.Phase == RolloutPhase.Complete && step is null or { Stopped: false })
        {
            return null;
        }

        var goal = new ManifestRef?[fleet.Count];
        var starting = step?.Release.ToHashSet() ?? [];
        var like = new Likeness(live, progress, fleet);
        for (var slot = 0; slot < goal.Length; slot++)
        {
            if (fleet[slot] is { } edge && live.Shares(edge))
            {
                goal[slot] = RegionGoal.Of(live, progress, step?.Stopped == true, slot, like);
            }
            else if (fleet[slot] is not null)
            {
                goal[slot] = Of(live, progress, step?.Stopped == true, starting.Contains(slot), slot, like);
            }
        }

        return goal;
    }

    private static ManifestRef? Of(LiveRollout live, RolloutProgress progress, bool stopped, bool starts, int slot, Likeness like)
    {
        var plan = live.Plan;
        var (member, want) = (live.Members[slot], plan.Want(slot));
        var has = plan.InForce[slot] ?? (live.Planned[slot] ? null : like.Of(want));
        if (stopped || progress.Phase == RolloutPhase.Aborted)
        {
            return has;
        }

        if (progress.Phase is RolloutPhase.RollingBack or RolloutPhase.RolledBack)
        {
            if ((uint)member.Wave >= (uint)progress.Waves.Count || !RolloutMachine.TakesBack(live.Rule!, progress.Waves[member.Wave]))
            {
                return has;
            }

            var target = live.Planned[slot] ? live.From[slot] : like.Of(want) ?? has;
            return progress.Phase == RolloutPhase.RolledBack || starts || member.Released ? target : has;
        }

        if (!member.Changes)
        {
            return want;
        }

        return progress.Waves[member.Wave].Phase switch
        {
            WavePhase.Passed => want,
            WavePhase.Open or WavePhase.Soaking when member.Released || starts => want,
            _ => has,
        };
    }
}
