using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Mirror;

/// <summary>Moves entries between one bucket and its mirror: the mirror catches up with the bucket, or the bucket is filled again from the mirror.</summary>
internal sealed class MirrorKeeper(IBuckets buckets, IHubMirror mirror, IOptions<MirrorOptions> options)
{
    // A lease says who writes now; bringing an old one back would name a process that is gone.
    private const string LeaseKey = LeaseRule.Key;

    /// <summary>A mirror's entries by key; null when the mirror has no such bucket.</summary>
    internal async Task<MirrorBucket?> ReadAsync(string bucket, CancellationToken token) =>
        (await mirror.LoadAsync(token)).FirstOrDefault(kept => kept.Name == bucket);

    /// <summary>
    /// Takes into the mirror whatever the bucket has and it has not. The flow writes the mirror too: a value that it wrote between this reading and this writing
    /// could be overwritten with the one before, so what was written is compared again until the bucket stood still.
    /// A key that the bucket has not, and of whose deletion it has no marker, was lost: it is put back, which the marker of a deletion would not let happen.
    /// </summary>
    /// <returns>The bucket's life, and how many keys were put back.</returns>
    internal async Task<(MirrorLife Life, int Mended)> CatchUpAsync(string bucket, CancellationToken token)
    {
        var mended = 0;
        while (true)
        {
            var before = await buckets[bucket].InfoAsync(token);
            var entries = await buckets[bucket].LoadAsync(token);
            var kept = (await ReadAsync(bucket, token))?.Entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal) ?? [];
            var writes = new List<MirrorWrite>();
            foreach (var entry in entries)
            {
                if (!kept.Remove(entry.Key, out var old) || old.Revision < entry.Revision)
                    writes.Add(new MirrorWrite(entry.Key, entry.Value, entry.Revision));
            }

            var gone = kept.Values.Where(old => old.Revision <= before.LastRevision).ToList();
            if (await MendAsync(bucket, gone, token) is > 0 and var put)
            {
                mended += put;
                continue;
            }

            writes.AddRange(gone.Select(one => new MirrorWrite(one.Key, null, before.LastRevision)));
            var life = LifeRule.LifeOf(before);
            await mirror.WriteAsync(bucket, life, writes, token);
            if ((await buckets[bucket].InfoAsync(token)).LastRevision == before.LastRevision)
                return (life, mended);
        }
    }

    private async Task<int> MendAsync(string bucket, IEnumerable<MirrorWrite> gone, CancellationToken token)
    {
        var writes = gone.Where(one => one.Value is not null && one.Key != LeaseKey).Select(one => new BucketWrite(one.Key, one.Value!.Value, 0)).ToList();
        var put = 0;
        foreach (var batch in writes.Chunk(options.Value.RefillBatch))
        {
            foreach (var outcome in await buckets[bucket].PutManyAsync(batch, token))
            {
                put += outcome.Written ? 1 : 0;
                if (outcome is { Written: false, Conflict: false })
                    throw new BucketUnavailableException($"{bucket} lost keys that could not be put back yet: {outcome.Error}");
            }
        }

        return put;
    }

    /// <summary>
    /// Fills a bucket from its mirror. Keys that only the bucket has: in the same life of the bucket they were deleted in the writes that it lost, and are deleted again;
    /// in another life somebody put them there (a backup, a person), and they stay.
    /// </summary>
    /// <returns>The bucket's life, and how many entries were written.</returns>
    internal async Task<(MirrorLife Life, int Written)> RefillAsync(MirrorBucket kept, bool sameLife, CancellationToken token)
    {
        var bucket = buckets[kept.Name];
        var present = (await bucket.LoadAsync(token)).ToDictionary(entry => entry.Key, StringComparer.Ordinal);
        var entries = new List<MirrorWrite>();
        var writes = new List<BucketWrite>();
        foreach (var entry in kept.Entries)
        {
            if (entry.Value is not { } value || entry.Key == LeaseKey)
                continue;
            if (present.Remove(entry.Key, out var there) && there.Value.Span.SequenceEqual(value.Span))
                entries.Add(new MirrorWrite(entry.Key, value, there.Revision));
            else
                writes.Add(new BucketWrite(entry.Key, value, null));
        }

        foreach (var batch in writes.Chunk(options.Value.RefillBatch))
        {
            var outcomes = await bucket.PutManyAsync(batch, token);
            for (var i = 0; i < batch.Length; i++)
            {
                if (!outcomes[i].Written)
                    throw new BucketUnavailableException($"{kept.Name} could not be filled from the mirror: {batch[i].Key}: {outcomes[i].Error}");
                entries.Add(new MirrorWrite(batch[i].Key, batch[i].Value, outcomes[i].Revision));
            }
        }

        foreach (var only in present.Values.Where(entry => entry.Key != LeaseKey))
        {
            if (sameLife)
                await bucket.DeleteAsync(only.Key, null, token);
            else
                entries.Add(new MirrorWrite(only.Key, only.Value, only.Revision));
        }

        var life = LifeRule.LifeOf(await bucket.InfoAsync(token));
        await mirror.ReplaceAsync(new MirrorBucket(kept.Name, life, entries), token);
        return (life, writes.Count);
    }

    /// <summary>Makes the mirror from the bucket as it is.</summary>
    internal async Task<MirrorLife> AdoptAsync(string bucket, CancellationToken token)
    {
        var life = LifeRule.LifeOf(await buckets[bucket].InfoAsync(token));
        var entries = await buckets[bucket].LoadAsync(token);
        await mirror.ReplaceAsync(new MirrorBucket(bucket, life, [.. entries.Select(entry => new MirrorWrite(entry.Key, entry.Value, entry.Revision))]), token);
        return life;
    }
}
