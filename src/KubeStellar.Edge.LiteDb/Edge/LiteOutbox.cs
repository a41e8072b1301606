using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Status.Report;
using KubeStellar.Edge.LiteDb.Engine;

namespace KubeStellar.Edge.LiteDb.Edge;

/// <summary>The outbox: one document a policy, and one with what changed since that was written. Sequences are reserved in blocks, in the database and in a small file.</summary>
internal sealed class LiteOutbox(LiteStore store, SequenceFile file, TimeProvider time) : IOutbox, IDisposable
{
    internal const string Part = "outbox";
    private const string Changes = "outbox_since";
    private const string Counter = "counter";
    private const string Reserved = "sequence";
    private const int Block = 256;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentDictionary<PolicyKey, ReportRecord> _stored = new();
    private long _next;
    private long _reserved;

    public async Task<IReadOnlyList<OutboxItem>> ReadAsync(CancellationToken token)
    {
        // Lost reports are no harm: the daemon looks at everything again, and reports it.
        var (stored, since) = await store.ReadAsync(session => (session.All(Part), session.All(Changes)), token);
        var changes = since.Select(item => JsonSerializer.Deserialize(item.Payload, StoreJson.Default.OutboxChange)!).ToDictionary(change => change.Policy);
        var items = new List<OutboxItem>(stored.Count);
        foreach (var item in stored.Select(one => JsonSerializer.Deserialize(one.Payload, StoreJson.Default.OutboxItem)!))
        {
            _stored[item.Policy] = item.Newest;
            items.Add(changes.TryGetValue(item.Policy, out var change) && change.Base == item.Newest.Sequence ? change.On(item.Newest) : item);
        }

        return items;
    }

    public async Task PutAsync(OutboxItem item, CancellationToken token)
    {
        var key = item.Policy.ToString();
        var change = _stored.TryGetValue(item.Policy, out var stored) ? OutboxChange.Of(item, stored) : null;
        var payload = change is null ? null : JsonSerializer.SerializeToUtf8Bytes(change, StoreJson.Default.OutboxChange);
        var whole = true;
        await store.WriteAsync(
            session =>
            {
                // A store that was lost meanwhile has not what the change is of.
                whole = payload is null || !session.Has(Part, key);
                if (!whole)
                {
                    session.Put(Changes, key, payload!);
                    return;
                }

                session.Put(Part, key, JsonSerializer.SerializeToUtf8Bytes(item, StoreJson.Default.OutboxItem));
                session.Remove(Changes, key);
            },
            token);
        if (whole)
        {
            _stored[item.Policy] = item.Newest;
        }
    }

    public async Task RemoveAsync(PolicyKey policy, CancellationToken token)
    {
        await store.WriteAsync(
            session =>
            {
                session.Remove(Part, policy.ToString());
                session.Remove(Changes, policy.ToString());
            },
            token);
        _stored.TryRemove(policy, out _);
    }

    public async Task<long> NextSequenceAsync(CancellationToken token)
    {
        await _gate.WaitAsync(token);
        try
        {
            if (_next >= _reserved)
            {
                await ReserveAsync(token);
            }

            return ++_next;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task ReserveAsync(CancellationToken token)
    {
        if (_reserved == 0)
        {
            var (inDatabase, lost) = await store.ReadAsync(session => (session.Get(Counter, Reserved), LiteStore.IsLost(session, Part)), token);
            var known = inDatabase is null ? (long?)null : long.Parse(Encoding.ASCII.GetString(inDatabase), CultureInfo.InvariantCulture);

            // Both lost: the only number left that is surely above all that were given out, one a millisecond at most, is the clock's.
            _next = Math.Max(file.Read() ?? (lost && known is null ? time.GetUtcNow().ToUnixTimeMilliseconds() : 0), known ?? 0);
        }

        var reserved = _next + Block;
        file.Write(reserved);
        await store.WriteAsync(
            session =>
            {
                LiteStore.MarkFound(session, Part);
                session.Put(Counter, Reserved, Encoding.ASCII.GetBytes(reserved.ToString(CultureInfo.InvariantCulture)));
            },
            token);
        _reserved = reserved;
    }
}
