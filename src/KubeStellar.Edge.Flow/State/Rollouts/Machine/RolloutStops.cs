using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Rollouts.Machine;

/// <summary>What stops a rollout as a whole: freezes and pauses. Pure.</summary>
internal static class RolloutStops
{
    /// <summary>What stops it; null when nothing does.</summary>
    public static RolloutBarrier? Of(RolloutRule? rule, RolloutProgress? progress, RolloutSurroundings env)
    {
        if (env.Freeze is { } freeze)
        {
            return new RolloutBarrier(RolloutPhase.Waiting, RolloutReasons.Frozen, $"{freeze.By} froze the fleet{Because(freeze.Reason)}{Until(freeze.Until)}; kse rollout unfreeze ends it", freeze.Until);
        }

        if (env.Paused is { } paused)
        {
            return new RolloutBarrier(RolloutPhase.Paused, RolloutReasons.Paused, $"{paused.By} paused it{Because(paused.Reason)}{Until(paused.Until)}; kse rollout resume {env.Policy} goes on", paused.Until);
        }

        if (env.Share is { Stop: true })
        {
            return new RolloutBarrier(RolloutPhase.Waiting, RolloutReasons.ParentStops, $"the parent stopped it; kse rollout status {env.Policy} there says why", null);
        }

        if (rule is not null && FreezeClock.At(rule.Freezes, env.Now) is { } span)
        {
            return new RolloutBarrier(RolloutPhase.Waiting, RolloutReasons.FreezeSpan, $"the policy freezes itself until {span.To:u}{Because(span.Reason)}", span.To);
        }

        // By what the wave says and not the rollout: a freeze that came over the gate's pause does not end it.
        return progress?.Waves.ElementAtOrDefault(progress.Wave) is { Verdict: "pause" } wave ? new RolloutBarrier(RolloutPhase.Paused, RolloutReasons.GatePaused, wave.Reason, null) : null;
    }

    private static string Because(string reason) => reason.Length > 0 ? $" ({reason})" : "";

    private static string Until(DateTimeOffset? until) => until is { } end ? $" until {end:u}" : "";
}
