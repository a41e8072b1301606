using System.Globalization;
using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Status.Report;
using KubeStellar.Edge.LiteDb.Engine;

namespace KubeStellar.Edge.LiteDb.Edge;

/// <summary>The outbox: one document a policy. Sequences are reserved in blocks, in the database and in a small file.</summary>
internal sealed class LiteOutbox(LiteStore store, SequenceFile file, TimeProvider time) : IOutbox, IDisposable
{
    internal const string Part = "outbox";
    private const string Counter = "counter";
    private const string Reserved = "sequence";
    private const int Block = 256;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private long _next;
    private long _reserved;

    public async Task<IReadOnlyList<OutboxItem>> ReadAsync(CancellationToken token)
    {
        // Lost reports are no harm: the daemon looks at everything again, and reports it.
        var items = await store.ReadAsync(session => session.All(Part), token);
        return [.. items.Select(item => JsonSerializer.Deserialize(item.Payload, StoreJson.Default.OutboxItem)!)];
    }

    public Task PutAsync(OutboxItem item, CancellationToken token)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(item, StoreJson.Default.OutboxItem);
        return store.WriteAsync(session => session.Put(Part, item.Policy.ToString(), payload), token);
    }

    public Task RemoveAsync(PolicyKey policy, CancellationToken token) =>
        store.WriteAsync(session => session.Remove(Part, policy.ToString()), token);

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
