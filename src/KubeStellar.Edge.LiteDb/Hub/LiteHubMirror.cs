using System.Buffers.Binary;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.LiteDb.Engine;

namespace KubeStellar.Edge.LiteDb.Hub;

/// <summary>The hub's mirror: one collection a bucket. Once damaged it says so at every load, across restarts, until every mirrored bucket was replaced whole.</summary>
internal sealed class LiteHubMirror(LiteStore store) : IHubMirror
{
    private const string Lives = "lives";

    // A start looks at the mirror several times before it writes to it, and of ten thousand edges each look takes a while.
    private IReadOnlyList<MirrorBucket>? _loaded;
    private int _writes;

    internal static IReadOnlyList<string> Parts => Buckets.Mirrored;

    public async Task<IReadOnlyList<MirrorBucket>> LoadAsync(CancellationToken token)
    {
        if (Volatile.Read(ref _loaded) is { } before)
        {
            return before;
        }

        var writes = Volatile.Read(ref _writes);
        var loaded = await store.ReadAsync(
            session => Parts.Any(part => LiteStore.IsLost(session, part))
                ? null
                : session.All(Lives).Select(life => (Name: life.Key, Life: life.Payload, Entries: session.All(CollectionOf(life.Key)))).ToList(),
            token) ?? throw new MirrorDamagedException("the hub's mirror was lost or damaged; what was left of it was set aside");
        IReadOnlyList<MirrorBucket> buckets = [.. loaded.Select(bucket => new MirrorBucket(
            bucket.Name,
            JsonSerializer.Deserialize(bucket.Life, StoreJson.Default.MirrorLife)!,
            [.. bucket.Entries.Select(entry => new MirrorWrite(entry.Key, entry.Payload.AsMemory(sizeof(ulong)), BinaryPrimitives.ReadUInt64BigEndian(entry.Payload)))]))];
        if (Volatile.Read(ref _writes) == writes)
        {
            Volatile.Write(ref _loaded, buckets);
        }

        return buckets;
    }

    public Task WriteAsync(string bucket, MirrorLife life, IReadOnlyList<MirrorWrite> writes, CancellationToken token) =>
        WriteAsync(session => Put(session, bucket, life, writes), token);

    public Task ReplaceAsync(MirrorBucket bucket, CancellationToken token) => WriteAsync(
        session =>
        {
            LiteStore.MarkFound(session, bucket.Name);
            session.Clear(CollectionOf(bucket.Name));
            Put(session, bucket.Name, bucket.Life, bucket.Entries);
        },
        token);

    private static void Put(StoreSession session, string bucket, MirrorLife life, IReadOnlyList<MirrorWrite> writes)
    {
        session.Put(Lives, bucket, JsonSerializer.SerializeToUtf8Bytes(life, StoreJson.Default.MirrorLife));
        var collection = CollectionOf(bucket);
        foreach (var write in writes)
        {
            if (write.Value is { } value)
            {
                var payload = new byte[sizeof(ulong) + value.Length];
                BinaryPrimitives.WriteUInt64BigEndian(payload, write.Revision);
                value.CopyTo(payload.AsMemory(sizeof(ulong)));
                session.Put(collection, write.Key, payload);
            }
            else
            {
                session.Remove(collection, write.Key);
            }
        }
    }

    private void Forget()
    {
        Interlocked.Increment(ref _writes);
        Volatile.Write(ref _loaded, null);
    }

    private static string CollectionOf(string bucket) => "b_" + bucket.Replace('-', '_');

    private async Task WriteAsync(Action<StoreSession> work, CancellationToken token)
    {
        try
        {
            Forget();
            await store.WriteAsync(work, token);
        }
        catch (StoreDamagedException error)
        {
            throw new MirrorDamagedException(error.Message, error);
        }
        finally
        {
            Forget();
        }
    }
}
