using System.Collections.Concurrent;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>Bucket <c>kse-rollouts</c> in memory. Readable from any thread; updates one after the other, durable before they are seen.</summary>
internal sealed class RolloutTable(TrustedBuckets trusted) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly ConcurrentDictionary<PolicyKey, RolloutRecord> _records = new();

    private readonly ConcurrentDictionary<PolicyKey, int> _lagging = new();

    /// <summary>How many edges of a policy wait for their wave, or for the end of a stop.</summary>
    public int Lagging(PolicyKey policy) => _lagging.GetValueOrDefault(policy);

    /// <summary>Notes how many do. In memory: it is counted anew with every plan.</summary>
    public void Lag(PolicyKey policy, int edges)
    {
        if (edges == 0)
        {
            _lagging.TryRemove(policy, out _);
        }
        else
        {
            _lagging[policy] = edges;
        }
    }

    public IReadOnlyCollection<RolloutRecord> All => [.. _records.Values];

    public RolloutRecord? Of(PolicyKey policy) => _records.GetValueOrDefault(policy);

    public void Load(IReadOnlyList<BucketEntry> entries)
    {
        _records.Clear();
        foreach (var entry in entries)
        {
            var record = JsonSerializer.Deserialize(entry.Value.Span, ContractsJson.Default.RolloutRecord)
                ?? throw new InvalidDataException($"{Contracts.Wire.Buckets.Rollouts} {entry.Key} is null");
            _records[record.Policy] = record;
        }
    }

    /// <summary>Changes one record; writes nothing when the change changes nothing.</summary>
    public async Task<RolloutRecord> UpdateAsync(PolicyKey policy, Func<RolloutRecord, RolloutRecord> change, CancellationToken token)
    {
        await _one.WaitAsync(token);
        try
        {
            var before = Of(policy);
            var after = change(before ?? new RolloutRecord { Policy = policy });
            if (before is not null && ReferenceEquals(before, after))
            {
                return before;
            }

            var bytes = JsonSerializer.SerializeToUtf8Bytes(after, ContractsJson.Default.RolloutRecord);
            var outcomes = await trusted.WriteAsync(Contracts.Wire.Buckets.Rollouts, [new TrustedWrite(policy.ToString(), bytes)], token);
            if (!outcomes[0].Done)
            {
                throw new BucketUnavailableException($"the rollout of {policy} was not written: {outcomes[0].Refused}");
            }

            _records[policy] = after;
            return after;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Drops the record of a policy that is gone from every root.</summary>
    public async Task RemoveAsync(PolicyKey policy, CancellationToken token)
    {
        if (_records.TryRemove(policy, out _))
        {
            await trusted.WriteAsync(Contracts.Wire.Buckets.Rollouts, [new TrustedWrite(policy.ToString(), null)], token);
        }
    }

    public void Dispose() => _one.Dispose();
}
