using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>
/// The buckets that hold what people and edges entrusted to the hub, with their mirror. Every write is a compare-and-set against the revision
/// last seen, first in the bucket and then in the mirror: a crash between the two leaves the mirror behind, and <see cref="OpenAsync"/> lets it
/// catch up. One writer at a time.
/// </summary>
internal sealed class TrustedBuckets(IBuckets buckets, IHubMirror mirror, HubHold hold, BucketLedger ledger) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Dictionary<(string Bucket, string Key), ulong> _revisions = [];
    private readonly Dictionary<string, DateTimeOffset> _created = new(StringComparer.Ordinal);

    /// <summary>Reads one bucket whole and lets its mirror catch up.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="mirrored">The mirror, as loaded; null when it is damaged, which makes it be written whole.</param>
    /// <param name="token">Cancels the wait.</param>
    public async Task<IReadOnlyList<BucketEntry>> OpenAsync(string bucket, IReadOnlyList<MirrorBucket>? mirrored, CancellationToken token)
    {
        var info = await buckets[bucket].InfoAsync(token);
        var entries = await buckets[bucket].LoadAsync(token);
        _created[bucket] = info.Created;
        ledger.Loaded(bucket, info.LastRevision);
        foreach (var gone in _revisions.Keys.Where(known => known.Bucket == bucket).ToList())
        {
            _revisions.Remove(gone);
        }

        foreach (var entry in entries)
        {
            _revisions[(bucket, entry.Key)] = entry.Revision;
        }

        if (!hold.Holds)
        {
            await CatchUpAsync(bucket, mirrored?.FirstOrDefault(m => m.Name == bucket), info, entries, token);
        }

        return entries;
    }

    /// <summary>Writes records of one bucket; each outcome stands for itself. Throws only when nothing is known: the bucket is gone or out of reach.</summary>
    public async Task<IReadOnlyList<TrustedOutcome>> WriteAsync(string bucket, IReadOnlyList<TrustedWrite> writes, CancellationToken token)
    {
        if (writes.Count == 0)
        {
            return [];
        }

        await _one.WaitAsync(token);
        try
        {
            var outcomes = new TrustedOutcome[writes.Count];
            var mirrorWrites = new List<MirrorWrite>(writes.Count);
            await PutAsync(bucket, writes, outcomes, mirrorWrites, token);
            await DeleteAsync(bucket, writes, outcomes, mirrorWrites, token);
            if (mirrorWrites.Count > 0)
            {
                var last = mirrorWrites.Max(write => write.Revision);
                await mirror.WriteAsync(bucket, new MirrorLife(_created[bucket], last), mirrorWrites, token);
            }

            return outcomes;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task PutAsync(
        string bucket, IReadOnlyList<TrustedWrite> writes, TrustedOutcome[] outcomes, List<MirrorWrite> mirrorWrites, CancellationToken token)
    {
        var puts = new List<BucketWrite>(writes.Count);
        var index = new List<int>(writes.Count);
        for (var i = 0; i < writes.Count; i++)
        {
            if (writes[i].Value is { } value)
            {
                puts.Add(new BucketWrite(writes[i].Key, value, _revisions.GetValueOrDefault((bucket, writes[i].Key))));
                index.Add(i);
            }
        }

        if (puts.Count == 0)
        {
            return;
        }

        var results = await buckets[bucket].PutManyAsync(puts, token);
        for (var i = 0; i < puts.Count; i++)
        {
            if (results[i].Written)
            {
                _revisions[(bucket, puts[i].Key)] = results[i].Revision;
                ledger.Wrote(bucket, results[i].Revision);
                mirrorWrites.Add(new MirrorWrite(puts[i].Key, puts[i].Value, results[i].Revision));
                outcomes[index[i]] = TrustedOutcome.Durable;
            }
            else
            {
                outcomes[index[i]] = await SettleAsync(bucket, puts[i], results[i], mirrorWrites, token);
            }
        }
    }

    private async Task DeleteAsync(
        string bucket, IReadOnlyList<TrustedWrite> writes, TrustedOutcome[] outcomes, List<MirrorWrite> mirrorWrites, CancellationToken token)
    {
        for (var i = 0; i < writes.Count; i++)
        {
            if (writes[i].Value is not null)
            {
                continue;
            }

            var key = writes[i].Key;
            try
            {
                var revision = await buckets[bucket].DeleteAsync(key, _revisions.GetValueOrDefault((bucket, key)), token);
                // The marker is the key's newest message: whoever writes the key again must expect it.
                _revisions[(bucket, key)] = revision;
                ledger.Wrote(bucket, revision);
                mirrorWrites.Add(new MirrorWrite(key, null, revision));
                outcomes[i] = TrustedOutcome.Durable;
            }
            catch (RevisionConflictException)
            {
                outcomes[i] = await ConflictAsync(bucket, key, mirrorWrites, token);
            }
        }
    }

    /// <summary>A write that is not known to be durable: what the key holds now decides.</summary>
    private async Task<TrustedOutcome> SettleAsync(
        string bucket, BucketWrite write, WriteOutcome result, List<MirrorWrite> mirrorWrites, CancellationToken token)
    {
        var outcome = await ConflictAsync(bucket, write.Key, mirrorWrites, token);
        if (outcome.Current is null && result.Conflict)
        {
            return await OverMarkerAsync(bucket, write, mirrorWrites, token);
        }

        if (outcome.Current is { } current && current.Value.Span.SequenceEqual(write.Value.Span))
        {
            return TrustedOutcome.Durable;
        }

        return result.Conflict ? outcome : outcome with { Conflict = false, Refused = result.Error };
    }

    /// <summary>The key was deleted before this process looked: nobody told the marker's revision, so a new marker is set, and its revision is known.</summary>
    private async Task<TrustedOutcome> OverMarkerAsync(string bucket, BucketWrite write, List<MirrorWrite> mirrorWrites, CancellationToken token)
    {
        try
        {
            var marker = await buckets[bucket].DeleteAsync(write.Key, null, token);
            ledger.Wrote(bucket, marker);
            var revision = await buckets[bucket].PutAsync(write.Key, write.Value, marker, token);
            ledger.Wrote(bucket, revision);
            _revisions[(bucket, write.Key)] = revision;
            mirrorWrites.Add(new MirrorWrite(write.Key, write.Value, revision));
            return TrustedOutcome.Durable;
        }
        catch (RevisionConflictException)
        {
            return await ConflictAsync(bucket, write.Key, mirrorWrites, token);
        }
    }

    private async Task<TrustedOutcome> ConflictAsync(string bucket, string key, List<MirrorWrite> mirrorWrites, CancellationToken token)
    {
        var current = await buckets[bucket].GetAsync(key, token);
        if (current is null)
        {
            _revisions.Remove((bucket, key));
        }
        else
        {
            _revisions[(bucket, key)] = current.Revision;
            mirrorWrites.Add(new MirrorWrite(key, current.Value, current.Revision));
        }

        return new TrustedOutcome(false, $"somebody else wrote {key} meanwhile; try again", true, current);
    }

    private async Task CatchUpAsync(
        string bucket, MirrorBucket? mirrored, BucketInfo info, IReadOnlyList<BucketEntry> entries, CancellationToken token)
    {
        var behind = mirrored?.Entries.ToDictionary(entry => entry.Key, entry => entry.Revision, StringComparer.Ordinal)
            ?? new Dictionary<string, ulong>(StringComparer.Ordinal);
        var writes = new List<MirrorWrite>();
        foreach (var entry in entries)
        {
            if (!behind.Remove(entry.Key, out var revision) || revision != entry.Revision)
            {
                writes.Add(new MirrorWrite(entry.Key, entry.Value, entry.Revision));
            }
        }

        writes.AddRange(behind.Keys.Select(key => new MirrorWrite(key, null, info.LastRevision)));
        if (writes.Count > 0 || mirrored is null)
        {
            await mirror.WriteAsync(bucket, new MirrorLife(info.Created, info.LastRevision), writes, token);
        }
    }
}
