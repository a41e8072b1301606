using System.Collections.Concurrent;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>
/// Bucket <c>kse-content</c>: what is known to be stored, and a bounded cache of it. Contents are named by their digest, so writing
/// one twice is harmless and no compare-and-set is needed. Any thread.
/// </summary>
internal sealed class ContentPool(IBuckets buckets, TimeProvider time)
{
    private const long CacheBytes = 64 * 1024 * 1024;
    private readonly ConcurrentDictionary<Digest, StoredContent> _stored = new();
    private readonly ContentCache _cache = new(CacheBytes);

    private IBucket Bucket => buckets[Contracts.Wire.Buckets.Content];

    /// <summary>Digests known to be stored, with when this process stored, found or last promised them.</summary>
    public IReadOnlyCollection<KeyValuePair<Digest, StoredContent>> Stored => _stored.ToArray();

    /// <summary>Learns what is stored; a bucket that cannot be read whole is an exception, never an empty pool.</summary>
    public async Task LoadAsync(CancellationToken token)
    {
        var found = await Bucket.LoadAsync(token);
        var now = time.GetUtcNow();
        _stored.Clear();
        foreach (var entry in found)
        {
            if (Digest.TryParse(entry.Key, out var digest))
            {
                _stored[digest] = new StoredContent(entry.Revision, now);
                _cache.Add(digest, entry.Value);
            }
        }
    }

    public bool IsStored(Digest digest) => _stored.ContainsKey(digest);

    /// <summary>Keeps a content from being swept for a while, because somebody is about to name it.</summary>
    public void Touch(Digest digest)
    {
        if (_stored.TryGetValue(digest, out var stored))
        {
            _stored.TryUpdate(digest, stored with { At = time.GetUtcNow() }, stored);
        }
    }

    /// <summary>Stores contents that are not stored yet, parts before the lists that name them; durable when it returns.</summary>
    public Task StoreAsync(IEnumerable<byte[]> contents, CancellationToken token) =>
        PutAsync(contents.SelectMany(content => ContentEncoding.Encode(content)), token);

    /// <summary>Stores values under their digests as they are.</summary>
    public async Task PutAsync(IEnumerable<(Digest Key, byte[] Stored)> values, CancellationToken token)
    {
        var writes = new List<BucketWrite>();
        var taken = new HashSet<Digest>();
        foreach (var (key, stored) in values)
        {
            Touch(key);
            if (!_stored.ContainsKey(key) && taken.Add(key))
            {
                writes.Add(new BucketWrite(key.ToString(), stored, null));
            }
        }

        if (writes.Count == 0)
        {
            return;
        }

        var outcomes = await Bucket.PutManyAsync(writes, token);
        var now = time.GetUtcNow();
        var at = 0;
        foreach (var key in taken)
        {
            if (!outcomes[at].Written)
            {
                throw new BucketUnavailableException($"content {key} was not stored: {outcomes[at].Error}");
            }

            _stored[key] = new StoredContent(outcomes[at].Revision, now);
            _cache.Add(key, writes[at].Value);
            at++;
        }
    }

    /// <summary>The stored form; null when the bucket does not hold it.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> StoredAsync(Digest digest, CancellationToken token)
    {
        if (_cache.TryGet(digest, out var value))
        {
            return value;
        }

        if (await Bucket.GetAsync(digest.ToString(), token) is not { } entry)
        {
            return null;
        }

        _stored.TryAdd(digest, new StoredContent(entry.Revision, time.GetUtcNow()));
        _cache.Add(digest, entry.Value);
        return entry.Value;
    }

    /// <summary>The content itself; null when it, or a part of it, is not stored.</summary>
    /// <exception cref="ContentRefusedException">What is stored is not what its digest says.</exception>
    public async Task<byte[]?> ContentAsync(Digest digest, CancellationToken token)
    {
        if (await StoredAsync(digest, token) is not { } stored)
        {
            return null;
        }

        var parts = new Dictionary<Digest, ReadOnlyMemory<byte>>();
        if (ContentEncoding.TryReadChunks(stored.Span, out var chunks))
        {
            foreach (var part in chunks.Parts)
            {
                if (await StoredAsync(part.Digest, token) is not { } bytes)
                {
                    return null;
                }

                parts[part.Digest] = bytes;
            }
        }

        return ContentEncoding.Decode(digest, stored, part => parts[part]);
    }

    /// <summary>
    /// Marks contents as deleted. Forgotten first, deleted by compare-and-set second: a content that is wanted again meanwhile is stored anew,
    /// and the marker then conflicts with it and is not set.
    /// </summary>
    public async Task DeleteAsync(IEnumerable<Digest> digests, CancellationToken token)
    {
        foreach (var digest in digests)
        {
            if (!_stored.TryRemove(digest, out var stored))
            {
                continue;
            }

            _cache.Remove(digest);
            try
            {
                await Bucket.DeleteAsync(digest.ToString(), stored.Revision, token);
            }
            catch (RevisionConflictException)
            {
                // Stored anew by somebody who needs it: it stays.
                continue;
            }
        }
    }
}
