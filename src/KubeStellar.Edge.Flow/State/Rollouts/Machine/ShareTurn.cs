using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Rollouts.Tiers;

namespace KubeStellar.Edge.Flow.State.Rollouts.Machine;

/// <summary>How a region judges a wave of which it rolls out a share: it opens as far as the parent granted, and the parent judges it for the fleet. Pure.</summary>
internal static class ShareTurn
{
    /// <summary>What keeps a wave from opening; null when nothing does. Approvals and other policies are the parent's to wait for, windows are this hub's as well.</summary>
    public static RolloutBarrier? Barrier(RolloutRule rule, WaveRecord wave, RolloutGrant share, RolloutSurroundings env) =>
        GrantRule.Opens(share, wave.Rule)
            ? WaveBarrier.Closed(rule, rule.Waves[wave.Rule], env.Now, env.Policy)
            : new RolloutBarrier(RolloutPhase.Waiting, RolloutReasons.AwaitsParent, $"wave {wave.Name} opens when the parent's does; kse rollout status {env.Policy} there says why it does not, kse rollout abort {env.Policy} there takes it back", null);

    /// <summary>How an open wave stands that the parent has not gone on from. Proceed: the next group of the same declared wave may open.</summary>
    /// <param name="rule">The rollout's rule.</param>
    /// <param name="wave">The wave.</param>
    /// <param name="last">It is the last of its declared wave.</param>
    /// <param name="totals">Its totals.</param>
    /// <param name="choice">What its release rule chose.</param>
    /// <param name="env">What else counts.</param>
    public static WaveVerdict Judge(RolloutRule rule, WaveRecord wave, bool last, WaveTotals totals, ReleaseChoice choice, RolloutSurroundings env)
    {
        if (wave.Passed is { } person && !last)
        {
            return WaveVerdict.Proceed($"{person.By} let it pass");
        }

        var failures = totals.Failed + totals.Stalled;
        var most = rule.Waves[wave.Rule].MaxFailures.Share(totals.All);
        if (choice.Breach.Length > 0 || (!last && failures > most))
        {
            var why = choice.Breach.Length > 0 ? choice.Breach : $"{failures} of {totals.All} edges of the group failed, {most} may";
            return new WaveVerdict("hold", RolloutPhase.Held, RolloutReasons.Failed, $"{why}; the parent counts what waits as failed: kse rollout status {env.Policy} there, or kse rollout approve {env.Policy} here lets the next group go") { Stops = true };
        }

        return totals.Pending > 0 || choice.Slots.Count > 0 || totals.Ready + failures < totals.Members
            ? new WaveVerdict("hold", RolloutPhase.Progressing, RolloutReasons.NotReady, $"edges of the wave are not ready yet; kse rollout status {env.Policy} counts them, and the parent goes on without them by kse rollout approve {env.Policy} there")
            : last
                ? new WaveVerdict("hold", RolloutPhase.Waiting, RolloutReasons.AwaitsParent, $"it is done here; the parent goes on when the fleet's wave has passed: kse rollout status {env.Policy} there")
                : WaveVerdict.Proceed("");
    }
}
