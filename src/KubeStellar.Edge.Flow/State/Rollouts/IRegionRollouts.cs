using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>How a region rolls its parent's manifests out inside itself. Readable from any thread.</summary>
internal interface IRegionRollouts
{
    /// <summary>Raised after a policy's answer became another one; must return at once.</summary>
    event Action<PolicyKey>? Changed;

    /// <summary>How a policy's rollout stands; null when nothing can be said of that manifest yet.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="manifest">The parent's manifest that is followed.</param>
    RegionRollout? Of(PolicyKey policy, Digest manifest);
}
