using System.Collections.Concurrent;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Upsync;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.TestKit.Memory.Edge;

/// <summary>An outbox of objects that are carried up, in memory.</summary>
public sealed class MemoryUpsyncOutbox(Fault fault) : IUpsyncOutbox
{
    public ConcurrentDictionary<(PolicyKey Policy, ObjectKey Key), BornObject> Items { get; } = [];

    public Task<IReadOnlyList<BornObject>> ReadAsync(CancellationToken token)
    {
        fault.Step("upsync.read");
        return Task.FromResult<IReadOnlyList<BornObject>>([.. Items.Values]);
    }

    public Task WriteAsync(IReadOnlyCollection<BornObject> put, IReadOnlyCollection<(PolicyKey Policy, ObjectKey Key)> remove, CancellationToken token)
    {
        fault.Step("upsync.write");
        foreach (var key in remove)
        {
            Items.TryRemove(key, out _);
        }

        foreach (var one in put)
        {
            Items[(one.Policy, one.Key)] = one;
        }

        return Task.CompletedTask;
    }
}
