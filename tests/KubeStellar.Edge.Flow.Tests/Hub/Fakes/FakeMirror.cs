using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Tests.Hub.Fakes;

/// <summary>A mirror in memory.</summary>
internal sealed class FakeMirror : IHubMirror
{
    private readonly Dictionary<string, (MirrorLife Life, Dictionary<string, MirrorWrite> Entries)> _buckets = new(StringComparer.Ordinal);

    public Task<IReadOnlyList<MirrorBucket>> LoadAsync(CancellationToken token)
    {
        lock (_buckets)
        {
            return Task.FromResult<IReadOnlyList<MirrorBucket>>([.. _buckets.Select(pair => new MirrorBucket(pair.Key, pair.Value.Life, [.. pair.Value.Entries.Values]))]);
        }
    }

    public Task WriteAsync(string bucket, MirrorLife life, IReadOnlyList<MirrorWrite> writes, CancellationToken token)
    {
        lock (_buckets)
        {
            var entries = _buckets.TryGetValue(bucket, out var found) ? found.Entries : new Dictionary<string, MirrorWrite>(StringComparer.Ordinal);
            foreach (var write in writes)
            {
                if (write.Value is null)
                {
                    entries.Remove(write.Key);
                }
                else
                {
                    entries[write.Key] = write;
                }
            }

            _buckets[bucket] = (life, entries);
        }

        return Task.CompletedTask;
    }

    public Task ReplaceAsync(MirrorBucket bucket, CancellationToken token)
    {
        lock (_buckets)
        {
            _buckets[bucket.Name] = (bucket.Life, bucket.Entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal));
        }

        return Task.CompletedTask;
    }
}
