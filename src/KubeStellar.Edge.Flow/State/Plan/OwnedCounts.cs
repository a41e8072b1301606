using System.Collections.Concurrent;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>How many objects each policy owns. Counted by the hub's one writer, read from any thread.</summary>
internal sealed class OwnedCounts
{
    private readonly ConcurrentDictionary<PolicyKey, int> _counts = new();

    public int Of(PolicyKey policy) => _counts.GetValueOrDefault(policy);

    public void Add(PolicyKey policy, int by)
    {
        if (_counts.AddOrUpdate(policy, by, (_, now) => now + by) == 0)
        {
            _counts.TryRemove(new KeyValuePair<PolicyKey, int>(policy, 0));
        }
    }
}
