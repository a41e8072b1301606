using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;

namespace KubeStellar.Edge.TestKit.Memory;

/// <summary>The audit stream in memory.</summary>
public sealed class MemoryEventLog : IEventLog
{
    private readonly Lock _lock = new();
    private readonly List<EventRecord> _events = [];

    /// <summary>All events so far.</summary>
    public IReadOnlyList<EventRecord> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    public Task AppendAsync(EventRecord record, CancellationToken token)
    {
        lock (_lock)
        {
            _events.Add(record);
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<EventRecord>> NewestAsync(int limit, CancellationToken token) =>
        Task.FromResult<IReadOnlyList<EventRecord>>([.. Events.TakeLast(limit)]);
}
