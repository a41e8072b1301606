using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Hub.Gateway.Upsync;

/// <summary>
/// Which objects of which edges are in <c>kse-upsync</c>; filled from there at start. The bucket is not mirrored: the edges have what is in it, and are asked for it
/// when it is lost. An edge that never comes back has then taken its objects along.
/// </summary>
internal sealed class UpsyncBook(IBuckets buckets, ILogger<UpsyncBook> log) : IHubUpsync, IHubReload, IDisposable
{
    private readonly ConcurrentDictionary<string, EdgeShelf> _edges = new(StringComparer.Ordinal);
    private readonly LoadOnce _loading = new();

    internal IReadOnlyList<string> Edges => [.. _edges.Keys];

    private IBucket Bucket => buckets[Buckets.Upsync];

    internal EdgeShelf Of(string edge) => _edges.GetOrAdd(edge, static _ => new EdgeShelf());

    /// <inheritdoc/>
    public IReadOnlyList<(PolicyKey Policy, ObjectKey Key)> OfEdge(string edge) => _edges.TryGetValue(edge, out var shelf) ? shelf.All() : [];

    /// <inheritdoc/>
    public async Task<UpsyncedRecord?> ReadAsync(string edge, PolicyKey policy, ObjectKey key, CancellationToken token) =>
        await Bucket.GetAsync(Buckets.UpsyncKey(edge, policy, key), token) is { } entry ? BucketLoad.Parse(entry, ContractsJson.Default.UpsyncedRecord, Unreadable) : null;

    /// <summary>Policies that an edge should carry objects up for, and of which this process was not told all that there is.</summary>
    internal IReadOnlyList<string>? Lacking(string edge)
    {
        if (!_edges.TryGetValue(edge, out var shelf) || shelf.Asked.IsEmpty)
        {
            return null;
        }

        List<string> lacking = [.. shelf.Asked.Keys.Where(policy => !shelf.With(policy, held => held.Indexed)).Order().Select(policy => policy.ToString())];
        return lacking.Count > 0 ? lacking : null;
    }

    /// <summary>Fills the book once; throws what the bucket throws, and may be called again.</summary>
    internal Task LoadAsync(CancellationToken token) => _loading.RunAsync(FillAsync, token);

    /// <summary>Removes records, and forgets each as soon as it is gone. The caller has the edge's turn.</summary>
    internal async Task RemoveAsync(string edge, PolicyKey policy, IEnumerable<ObjectKey> keys, CancellationToken token)
    {
        foreach (var key in keys)
        {
            await Bucket.DeleteAsync(Buckets.UpsyncKey(edge, policy, key), null, token);
            Of(edge).With(policy, held => held.Objects.Remove(key));
        }
    }

    /// <summary>Writes records, and remembers each that is durable. The caller has the edge's turn. Throws <see cref="BucketUnavailableException"/> when some are not.</summary>
    internal async Task PutAsync(string edge, PolicyKey policy, IReadOnlyList<UpsyncedRecord> records, CancellationToken token)
    {
        if (records.Count == 0)
        {
            return;
        }

        var writes = records.Select(record => new BucketWrite(
            Buckets.UpsyncKey(edge, policy, record.Key), JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.UpsyncedRecord), null)).ToList();
        var outcomes = await Bucket.PutManyAsync(writes, token);
        for (var i = 0; i < records.Count; i++)
        {
            if (outcomes[i].Written)
            {
                var record = records[i];
                Of(edge).With(policy, held => held.Objects[record.Key] = HeldOf(record));
            }
        }

        if (outcomes.FirstOrDefault(outcome => !outcome.Written) is { Error: { Length: > 0 } error })
        {
            throw new BucketUnavailableException(error);
        }
    }

    /// <summary>Forgets an edge that left, here and in the bucket.</summary>
    internal async Task ForgetAsync(string edge, CancellationToken token)
    {
        if (!_edges.TryGetValue(edge, out var shelf))
        {
            return;
        }

        await shelf.Turn.WaitAsync(token);
        try
        {
            foreach (var (policy, key) in shelf.All())
            {
                await RemoveAsync(edge, policy, [key], token);
            }

            shelf.Clear();
            shelf.Asked.Clear();
        }
        finally
        {
            shelf.Turn.Release();
        }
    }

    /// <inheritdoc/>
    public async Task ReloadAsync(string bucket, bool repaired, CancellationToken token)
    {
        if (bucket != Buckets.Upsync || !repaired)
        {
            return;
        }

        // What the bucket held may be gone. With nothing indexed every edge is asked for all of it, by the answer to its next heartbeat.
        UpsyncLog.BucketLost(log, _edges.Count);
        foreach (var shelf in _edges.Values)
        {
            await shelf.Turn.WaitAsync(token);
            shelf.Clear();
            shelf.Turn.Release();
        }

        await FillAsync(token);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _loading.Dispose();
        foreach (var shelf in _edges.Values)
        {
            shelf.Dispose();
        }
    }

    private Task FillAsync(CancellationToken token) => BucketLoad.EachAsync(
        Bucket,
        ContractsJson.Default.UpsyncedRecord,
        record => Buckets.UpsyncKey(record.Edge, record.Policy, record.Key),
        record => Of(record.Edge).With(record.Policy, held =>
        {
            held.Objects.TryAdd(record.Key, HeldOf(record));
            return held.Taken = Math.Max(held.Taken, record.Sequence);
        }),
        Unreadable,
        token);

    private static HeldObject HeldOf(UpsyncedRecord record) => new(record.Digest, record.Sequence, Encoding.UTF8.GetByteCount(record.Object.GetRawText()));

    // The edge sends it again.
    private void Unreadable(string key, string why) => UpsyncLog.RecordUnreadable(log, key, why);
}
