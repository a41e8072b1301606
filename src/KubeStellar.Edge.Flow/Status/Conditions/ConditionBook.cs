using System.Collections.Concurrent;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Status.Conditions;

/// <summary>What was last said of each policy, in memory and in <c>kse-conditions</c>; what holds is made of what is known now, so a reader is never behind.</summary>
internal sealed class ConditionBook(IBuckets buckets, IHubInventory inventory, IHubDesired desired, IHubSummaries summaries, TimeProvider time) : IHubConditions
{
    private readonly ConcurrentDictionary<PolicyKey, IReadOnlyList<StatusCondition>> _said = new();

    /// <summary>Policies of which something was said.</summary>
    internal ICollection<PolicyKey> Policies => _said.Keys;

    /// <inheritdoc/>
    public IReadOnlyList<StatusCondition> Of(PolicyKey policy)
    {
        if (inventory.Policy(policy) is not { } record)
            return [];
        var rollout = desired.Rollout(policy);
        var now = PolicyConditions.Of(record, rollout?.Hold, rollout?.Progress, summaries.Of(policy));
        return PolicyConditions.Follow(Said(policy), now, record.Generation, time.GetUtcNow());
    }

    /// <summary>What was last said; null for nothing.</summary>
    internal IReadOnlyList<StatusCondition>? Said(PolicyKey policy) => _said.GetValueOrDefault(policy);

    /// <summary>What was said before this process. A record that cannot be read is made anew: its times begin now.</summary>
    internal Task LoadAsync(CancellationToken token) => BucketLoad.EachAsync(
        buckets[Buckets.Conditions], ContractsJson.Default.ConditionsRecord, record => record.Policy.ToString(), record => _said.TryAdd(record.Policy, record.Conditions),
        static (_, _) => { }, token);

    /// <summary>Says it durably.</summary>
    internal async Task SayAsync(PolicyKey policy, IReadOnlyList<StatusCondition> conditions, CancellationToken token)
    {
        var record = new ConditionsRecord { Policy = policy, Conditions = conditions };
        await buckets[Buckets.Conditions].PutAsync(policy.ToString(), JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.ConditionsRecord), null, token);
        _said[policy] = conditions;
    }

    /// <summary>Forgets a policy that is no more.</summary>
    internal async Task ForgetAsync(PolicyKey policy, CancellationToken token)
    {
        await buckets[Buckets.Conditions].DeleteAsync(policy.ToString(), null, token);
        _said.TryRemove(policy, out _);
    }
}
