using System.Collections.Concurrent;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>The newest summaries, in memory and in <c>kse-summaries</c>.</summary>
internal sealed class SummaryBook(IBuckets buckets, ILogger<SummaryBook> log) : IHubSummaries
{
    private readonly ConcurrentDictionary<PolicyKey, SummaryRecord> _summaries = new();
    private readonly ConcurrentDictionary<PolicyKey, (FleetPartial Fleet, byte[] Bytes)> _fleets = new();

    // What was written here, but for its time.
    private readonly ConcurrentDictionary<PolicyKey, byte[]> _written = new();

    /// <summary>Policies that have one.</summary>
    internal IEnumerable<PolicyKey> Policies => _summaries.Keys;

    /// <inheritdoc/>
    public SummaryRecord? Of(PolicyKey policy) => _summaries.GetValueOrDefault(policy);

    /// <inheritdoc/>
    public FleetPartial? Combined(PolicyKey policy) => _fleets.GetValueOrDefault(policy).Fleet;

    /// <summary>Keeps what a policy's edges amount to; null forgets it. Whether it says something new.</summary>
    internal bool Keep(PolicyKey policy, FleetPartial? fleet)
    {
        if (fleet is null)
            return _fleets.TryRemove(policy, out _);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(fleet, ContractsJson.Default.FleetPartial);
        if (_fleets.TryGetValue(policy, out var last) && last.Bytes.AsSpan().SequenceEqual(bytes))
            return false;
        _fleets[policy] = (fleet, bytes);
        return true;
    }

    /// <summary>What the bucket holds at start.</summary>
    internal Task LoadAsync(CancellationToken token) => BucketLoad.EachAsync(
        buckets[Buckets.Summaries], ContractsJson.Default.SummaryRecord, record => record.Policy.ToString(), record => _summaries.TryAdd(record.Policy, record),
        (key, why) => ReduceLog.SummaryUnreadable(log, key, why), token); // it is made anew from what edges say

    /// <summary>Writes a summary when it says something new; whether it did.</summary>
    internal async Task<bool> WriteAsync(SummaryRecord record, bool always, CancellationToken token)
    {
        var timeless = Timeless(record);
        if (!always && Of(record.Policy) is { } last && (_written.GetValueOrDefault(record.Policy) ?? Timeless(last)).AsSpan().SequenceEqual(timeless))
            return false;
        await buckets[Buckets.Summaries].PutAsync(record.Policy.ToString(), JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.SummaryRecord), null, token);
        (_summaries[record.Policy], _written[record.Policy]) = (record, timeless);
        return true;
    }

    /// <summary>Forgets the summary of a policy that is no more.</summary>
    internal async Task RemoveAsync(PolicyKey policy, CancellationToken token)
    {
        await buckets[Buckets.Summaries].DeleteAsync(policy.ToString(), null, token);
        _summaries.TryRemove(policy, out _);
        _written.TryRemove(policy, out _);
    }

    private static byte[] Timeless(SummaryRecord record) => JsonSerializer.SerializeToUtf8Bytes(record with { At = default }, ContractsJson.Default.SummaryRecord);
}
