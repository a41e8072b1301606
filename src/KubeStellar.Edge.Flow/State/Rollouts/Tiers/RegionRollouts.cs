using System.Collections.Concurrent;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Rollouts.Tiers;

/// <summary>Keeps what the hub's one writer last counted of each policy, whole and never changed.</summary>
internal sealed class RegionRollouts : IRegionRollouts
{
    private readonly ConcurrentDictionary<PolicyKey, RegionRollout> _told = new();

    /// <inheritdoc/>
    public event Action<PolicyKey>? Changed;

    /// <inheritdoc/>
    public RegionRollout? Of(PolicyKey policy, Digest manifest) => _told.TryGetValue(policy, out var told) && told.Manifest == manifest ? told : null;

    /// <summary>Takes what was counted; null: the policy is none of the parent's any more.</summary>
    public void Tell(PolicyKey policy, RegionRollout? told)
    {
        var before = _told.GetValueOrDefault(policy);
        if (told is null)
        {
            _told.TryRemove(policy, out _);
        }
        else if (!told.Equals(before))
        {
            _told[policy] = told;
            Changed?.Invoke(policy);
        }
    }
}
