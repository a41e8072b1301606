using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Rollouts.Machine;

/// <summary>What keeps a wave from opening. Pure.</summary>
internal static class WaveBarrier
{
    /// <summary>How often is looked whether another policy's rollout is through.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    /// <summary>What keeps it; null when nothing does.</summary>
    public static RolloutBarrier? Of(RolloutRule rule, RolloutProgress progress, IReadOnlyList<WaveRecord> waves, int at, RolloutSurroundings env)
    {
        var wave = waves[at];
        var declared = rule.Waves[wave.Rule];
        if (env.Blocked.Length > 0 && waves.All(one => one.OpenedAt is null))
        {
            return new RolloutBarrier(RolloutPhase.Waiting, RolloutReasons.After, env.Blocked, env.Now + Glance);
        }

        if (declared.Approve is { } approve)
        {
            var people = wave.Approvals.Select(one => one.By).Where(by => approve.By.Count == 0 || approve.By.Contains(by)).Distinct(StringComparer.Ordinal).Count();
            if (people < approve.Count)
            {
                var whose = approve.By.Count > 0 ? $" by {string.Join(", ", approve.By)}" : "";
                return new RolloutBarrier(RolloutPhase.Held, RolloutReasons.Approval, $"wave {at + 1} of {waves.Count} ({wave.Name}) has {people} of {approve.Count} approvals{whose}: kse rollout approve {env.Policy}", null);
            }
        }

        return Closed(rule, declared, env.Now, env.Policy);
    }

    /// <summary>Whether no window is open; null when one is.</summary>
    public static RolloutBarrier? Closed(RolloutRule rule, WaveRule wave, DateTimeOffset now, string policy)
    {
        if (WindowClock.IsOpen(rule.Windows, now) && WindowClock.IsOpen(wave.Windows, now))
        {
            return null;
        }

        var next = WindowClock.IsOpen(rule.Windows, now) ? WindowClock.NextOpening(wave.Windows, now) : WindowClock.NextOpening(rule.Windows, now);
        var when = next is { } opens ? $"the next maintenance window opens at {opens:u}" : $"no maintenance window opens any more: apply a policy with others, or kse rollout abort {policy}";
        return new RolloutBarrier(RolloutPhase.Waiting, RolloutReasons.Window, when, next);
    }
}
