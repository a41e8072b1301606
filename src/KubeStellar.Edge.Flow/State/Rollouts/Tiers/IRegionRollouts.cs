using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Rollouts.Tiers;

/// <summary>How this hub, as a region, rolls its parent's manifests out inside itself: what its reports to the parent say. Readable from any thread.</summary>
internal interface IRegionRollouts
{
    /// <summary>Raised after what is told of a policy changed, on the hub's one writer; must return at once.</summary>
    event Action<PolicyKey>? Changed;

    /// <summary>How a policy's rollout stands; null while nothing is known of exactly this manifest.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="manifest">The parent's manifest.</param>
    RegionRollout? Of(PolicyKey policy, Digest manifest);
}
