using System.Collections.Concurrent;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Hub.Gateway.Upsync;

/// <summary>What one edge carried up. One at a time changes it (<see cref="Turn"/>), buckets included; readers take what is there.</summary>
internal sealed class EdgeShelf : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<PolicyKey, HeldPolicy> _policies = [];

    /// <summary>Held while records are written and removed.</summary>
    internal SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>Policies that its newest root has it carry objects up for; set when the root is published.</summary>
    internal ConcurrentDictionary<PolicyKey, bool> Asked { get; } = [];

    internal IReadOnlyList<PolicyKey> Policies
    {
        get
        {
            lock (_gate)
            {
                return [.. _policies.Keys];
            }
        }
    }

    /// <summary>All objects, in order.</summary>
    internal IReadOnlyList<(PolicyKey Policy, ObjectKey Key)> All()
    {
        lock (_gate)
        {
            return [.. _policies.SelectMany(pair => pair.Value.Objects.Keys.Order().Select(key => (pair.Key, key)))];
        }
    }

    /// <summary>Reads or changes what is held of a policy.</summary>
    internal T With<T>(PolicyKey policy, Func<HeldPolicy, T> work)
    {
        lock (_gate)
        {
            if (!_policies.TryGetValue(policy, out var held))
            {
                _policies[policy] = held = new HeldPolicy();
            }

            return work(held);
        }
    }

    /// <summary>Forgets a policy.</summary>
    internal void Drop(PolicyKey policy)
    {
        lock (_gate)
        {
            _policies.Remove(policy);
        }
    }

    /// <summary>Forgets all: nothing that is remembered of the bucket is worth anything any more.</summary>
    internal void Clear()
    {
        lock (_gate)
        {
            _policies.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Turn.Dispose();
}
