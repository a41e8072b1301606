using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Tests.Fakes;

/// <summary>A mirror in memory that outlives the guards built over it, and can be damaged.</summary>
internal sealed class SideMirror : IHubMirror
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (MirrorLife Life, SortedDictionary<string, MirrorWrite> Entries)> _buckets = [];

    internal bool Damaged { get; set; }

    internal IReadOnlyDictionary<string, MirrorWrite> Of(string bucket)
    {
        lock (_gate)
            return _buckets.TryGetValue(bucket, out var kept) ? new Dictionary<string, MirrorWrite>(kept.Entries) : [];
    }

    internal void Clear() => _buckets.Clear();

    /// <summary>As a release wrote it that did not know a bucket yet.</summary>
    internal void Forget(string bucket) => _buckets.Remove(bucket);

    public Task<IReadOnlyList<MirrorBucket>> LoadAsync(CancellationToken token)
    {
        lock (_gate)
        {
            return Damaged
                ? Task.FromException<IReadOnlyList<MirrorBucket>>(new MirrorDamagedException("torn"))
                : Task.FromResult<IReadOnlyList<MirrorBucket>>([.. _buckets.Select(one => new MirrorBucket(one.Key, one.Value.Life, [.. one.Value.Entries.Values]))]);
        }
    }

    public Task WriteAsync(string bucket, MirrorLife life, IReadOnlyList<MirrorWrite> writes, CancellationToken token)
    {
        lock (_gate)
        {
            var entries = _buckets.TryGetValue(bucket, out var kept) ? kept.Entries : new SortedDictionary<string, MirrorWrite>(StringComparer.Ordinal);
            foreach (var write in writes)
            {
                if (write.Value is null)
                    entries.Remove(write.Key);
                else
                    entries[write.Key] = write;
            }

            _buckets[bucket] = (life, entries);
            return Task.CompletedTask;
        }
    }

    public Task ReplaceAsync(MirrorBucket bucket, CancellationToken token)
    {
        lock (_gate)
        {
            if (KubeStellar.Edge.Contracts.Wire.Buckets.Mirrored.Contains(bucket.Name))
                Damaged = false;
            _buckets.Remove(bucket.Name);
        }

        return WriteAsync(bucket.Name, bucket.Life, bucket.Entries, token);
    }
}
