using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;

namespace KubeStellar.Edge.Flow.State.Rollouts.Tiers;

/// <summary>How far a region is that is one member of a wave: ready when its own rollout of exactly this manifest is complete, and its edges are ready. Pure.</summary>
internal static class RegionJudge
{
    /// <summary>How far it is.</summary>
    /// <param name="target">What it is to have.</param>
    /// <param name="told">What it told of its own rollout; null for nothing.</param>
    public static MemberState Judge(ManifestRef target, RegionRollout? told)
    {
        if (told is null || told.Manifest != target.Digest || told.Grant is not null)
        {
            return MemberState.OnItsWay;
        }

        var totals = WaveCount.Sum(told.Waves.Select(wave => wave.Totals));
        return told.Phase switch
        {
            RolloutPhase.Complete => totals.Failed + totals.Stalled > 0 ? MemberState.Failed : totals.Ready >= totals.Members ? MemberState.Ready : MemberState.Applied,
            RolloutPhase.Held or RolloutPhase.RollingBack or RolloutPhase.RolledBack or RolloutPhase.Aborted => MemberState.Failed,
            _ => MemberState.OnItsWay,
        };
    }
}
