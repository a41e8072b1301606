using System.Collections.Concurrent;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Status.Report;

namespace KubeStellar.Edge.TestKit.Memory.Edge;

/// <summary>An outbox in memory.</summary>
public sealed class MemoryOutbox(Fault fault) : IOutbox
{
    private long _sequence;

    public ConcurrentDictionary<PolicyKey, OutboxItem> Items { get; } = [];

    public Task<IReadOnlyList<OutboxItem>> ReadAsync(CancellationToken token)
    {
        fault.Step("outbox.read");
        return Task.FromResult<IReadOnlyList<OutboxItem>>([.. Items.Values]);
    }

    public Task PutAsync(OutboxItem item, CancellationToken token)
    {
        fault.Step("outbox.put");
        Items[item.Policy] = item;
        return Task.CompletedTask;
    }

    public Task RemoveAsync(PolicyKey policy, CancellationToken token)
    {
        fault.Step("outbox.remove");
        Items.TryRemove(policy, out _);
        return Task.CompletedTask;
    }

    public Task<long> NextSequenceAsync(CancellationToken token)
    {
        fault.Step("outbox.sequence");
        return Task.FromResult(Interlocked.Increment(ref _sequence));
    }
}
