using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
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

    public async Task<EventPage> EndAsync(CancellationToken token) => (await AfterAsync(0, token)) with { Events = [] };

    public Task<EventPage> AfterAsync(ulong after, CancellationToken token)
    {
        lock (_events)
        {
            var from = Math.Min(after, (ulong)_events.Count);
            return Task.FromResult(new EventPage(
                [.. _events.Skip((int)from).Select((record, i) => new StoredEvent(from + (ulong)i + 1, record))], (ulong)_events.Count, (ulong)_events.Count, default));
        }
    }

    public Task<IReadOnlyList<EventRecord>> NewestAsync(int limit, CancellationToken token)
    {
        lock (_events)
        {
            return Task.FromResult<IReadOnlyList<EventRecord>>([.. _events.TakeLast(limit)]);
        }
    }

    public async Task AppendAsync(IReadOnlyList<EventRecord> records, CancellationToken token)
    {
        foreach (var record in records)
        {
            await AppendAsync(record, token);
        }
    }

    public async Task<AuditResult> RawAsync(ulong after, CancellationToken token)
    {
        var page = await AfterAsync(after, token);
        return new AuditResult
        {
            Entries = [.. page.Events.Select(one => new AuditEntry(
                one.Sequence, Subjects.Event(one.Record.Kind, one.Record.Subject), JsonSerializer.SerializeToUtf8Bytes(one.Record, ContractsJson.Default.EventRecord)))],
            First = page.Newest > 0 ? 1UL : 0,
            Position = page.Position,
            Newest = page.Newest,
            Created = page.Created,
        };
    }
}
