using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;

namespace KubeStellar.Edge.Flow.Tests.Hub.Fakes;

internal sealed class FakeEventLog : IEventLog
{
    private readonly List<EventRecord> _events = [];

    public Task AppendAsync(EventRecord record, CancellationToken token)
    {
        lock (_events)
        {
            _events.Add(record);
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<EventRecord>> NewestAsync(int limit, CancellationToken token)
    {
        lock (_events)
        {
            return Task.FromResult<IReadOnlyList<EventRecord>>([.. _events.TakeLast(limit)]);
        }
    }
}
