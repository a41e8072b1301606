using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Rollouts.Live;

namespace KubeStellar.Edge.Flow.State.Rollouts.Tiers;

/// <summary>What a parent's grant lets a region do. Pure.</summary>
internal static class GrantRule
{
    /// <summary>Everything was granted: the fleet's rollout is complete, and every wave is proven.</summary>
    public static RolloutGrant Everything { get; } = new();

    /// <summary>The share of its parent's rollout that a hub's own is; null: the rollout is its own, with its own waves, gates and approvals.</summary>
    /// <param name="live">The rollout.</param>
    /// <param name="progress">How it stands; null when there is none.</param>
    public static RolloutGrant? Share(LiveRollout live, RolloutProgress? progress)
    {
        var plan = live.Plan;
        if (plan.Grant is { } grant)
        {
            return grant;
        }

        // What changed of this hub's own edges only is nobody else's to open or to judge.
        return plan.GrantOf is null || live.Rule is not { Regions: RegionMode.Share } || progress?.Cause == RolloutCause.Fleet ? null : Everything;
    }

    /// <summary>Whether a wave of a rule may be open.</summary>
    public static bool Opens(RolloutGrant? share, int rule) => share?.Rules is not { } rules || rule < rules;

    /// <summary>Whether the parent went on from a rule: it judged the fleet's wave, and holds it for good.</summary>
    public static bool Proves(RolloutGrant share, int rule) => share.Rules is not { } rules || rule + 1 < rules;

    /// <summary>Whether what a region counted under a grant counts for a wave of a rule.</summary>
    public static bool Covers(RolloutGrant? grant, int rule) => grant is not { Back: true } && Opens(grant, rule);
}
