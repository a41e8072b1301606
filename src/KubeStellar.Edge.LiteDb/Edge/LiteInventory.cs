using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.LiteDb.Engine;

namespace KubeStellar.Edge.LiteDb.Edge;

/// <summary>The inventory: one document a line. A lost one stays lost until somebody who read that it is lost writes it anew.</summary>
internal sealed class LiteInventory(LiteStore store) : IInventory
{
    internal const string Part = "inventory";
    private volatile bool _readerKnows;

    public async Task<IReadOnlyList<TrackedObject>?> ReadAsync(CancellationToken token)
    {
        var lines = await store.ReadAsync(session => LiteStore.IsLost(session, Part) ? null : session.All(Part), token);
        _readerKnows = lines is null;
        return lines?.Select(line => JsonSerializer.Deserialize(line.Payload, StoreJson.Default.TrackedObject)!).ToList();
    }

    public Task WriteAsync(IReadOnlyCollection<TrackedObject> put, IReadOnlyCollection<ObjectKey> remove, CancellationToken token)
    {
        var lines = put.Select(line => (Key: line.Key.ToString(), Payload: JsonSerializer.SerializeToUtf8Bytes(line, StoreJson.Default.TrackedObject))).ToList();
        var readerKnows = _readerKnows;
        return WriteAsync(
            session =>
            {
                if (LiteStore.IsLost(session, Part))
                {
                    // A change of what was lost must not pass for the whole.
                    if (!readerKnows)
                    {
                        throw new StoreDamagedException("the inventory was lost; it must be read (and rebuilt) before it is written");
                    }

                    LiteStore.MarkFound(session, Part);
                }

                foreach (var key in remove)
                {
                    session.Remove(Part, key.ToString());
                }

                foreach (var (key, payload) in lines)
                {
                    session.Put(Part, key, payload);
                }
            },
            token);
    }

    private async Task WriteAsync(Action<StoreSession> work, CancellationToken token)
    {
        try
        {
            await store.WriteAsync(work, token);
        }
        catch (StoreDamagedException)
        {
            _readerKnows = false;
            throw;
        }
    }
}
