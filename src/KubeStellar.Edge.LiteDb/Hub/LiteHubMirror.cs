using System.Buffers.Binary;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.LiteDb.Engine;

namespace KubeStellar.Edge.LiteDb.Hub;

/// <summary>The hub's mirror: one collection a bucket. Once damaged it says so at every load, across restarts, until every mirrored bucket was replaced whole.</summary>
internal sealed class LiteHubMirror(LiteStore store, TimeProvider time) : IHubMirror
{
    private const string Lives = "lives";
    private readonly MirrorCache _cache = new(time);

    internal static IReadOnlyList<string> Parts => Buckets.Mirrored;

    public async Task<IReadOnlyList<MirrorBucket>> LoadAsync(CancellationToken token) =>
        await store.ReadAsync(Read, token) ?? throw new MirrorDamagedException("the hub's mirror was lost or damaged; what was left of it was set aside");

    public Task WriteAsync(string bucket, MirrorLife life, IReadOnlyList<MirrorWrite> writes, CancellationToken token) =>
        WriteAsync(bucket, session => Put(session, bucket, life, writes), token);

    public Task ReplaceAsync(MirrorBucket bucket, CancellationToken token) => WriteAsync(
        bucket.Name,
        session =>
        {
            LiteStore.MarkFound(session, bucket.Name);
            session.Clear(CollectionOf(bucket.Name));
            Put(session, bucket.Name, bucket.Life, bucket.Entries);
        },
        token);

    // One at a time, as the store has it: who comes while somebody reads finds what was read.
    private IReadOnlyList<MirrorBucket>? Read(StoreSession session)
    {
        var known = _cache.Look();
        return known.Whole ? known.Buckets
            : Parts.Any(part => LiteStore.IsLost(session, part)) ? null
            : _cache.Take(known, session.All(Lives).Where(life => !known.Has(life.Key)).Select(life => new MirrorBucket(
                life.Key,
                JsonSerializer.Deserialize(life.Payload, StoreJson.Default.MirrorLife)!,
                [.. session.All(CollectionOf(life.Key)).Select(entry => new MirrorWrite(entry.Key, entry.Payload.AsMemory(sizeof(ulong)), BinaryPrimitives.ReadUInt64BigEndian(entry.Payload)))])));
    }

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

    private static string CollectionOf(string bucket) => "b_" + bucket.Replace('-', '_');

    private async Task WriteAsync(string bucket, Action<StoreSession> work, CancellationToken token)
    {
        try
        {
            _cache.Forget(bucket);
            await store.WriteAsync(work, token);
        }
        catch (StoreDamagedException error)
        {
            throw new MirrorDamagedException(error.Message, error);
        }
        finally
        {
            _cache.Forget(bucket);
        }
    }
}
