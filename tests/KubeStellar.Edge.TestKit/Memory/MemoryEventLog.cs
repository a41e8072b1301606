using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
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

    /// <summary>At most so many events in one page.</summary>
    public int Page { get; set; } = 1000;

    /// <summary>So many messages at the end were erased: the stream took them, and has them no more.</summary>
    public ulong Erased { get; set; }

    public Task<EventPage> EndAsync(CancellationToken token) =>
        Task.FromResult(new EventPage([], (ulong)Events.Count, (ulong)Events.Count, default));

    public Task<EventPage> AfterAsync(ulong after, CancellationToken token)
    {
        var all = Events;
        var newest = (ulong)all.Count + Erased;
        var from = after > newest ? 0 : after;
        var page = all.Skip((int)from).Take(Page).Select((record, i) => new StoredEvent(from + (ulong)i + 1, record)).ToList();
        return Task.FromResult(new EventPage(page, from + (ulong)page.Count, newest, default));
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
