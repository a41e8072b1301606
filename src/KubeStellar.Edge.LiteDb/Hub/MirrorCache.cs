using System.Collections.Immutable;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.LiteDb.Hub;

/// <summary>
/// What was read of a mirror, bucket by bucket, until it is written. A start looks at all of it once for each bucket, and of ten thousand edges each look takes a while;
/// nobody looks at it later, so the first write after a minute lets go of all.
/// </summary>
internal sealed class MirrorCache(TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private ImmutableSortedDictionary<string, MirrorBucket> _read = ImmutableSortedDictionary.Create<string, MirrorBucket>(StringComparer.Ordinal);
    private bool _whole;
    private long _since;
    private long _writes;

    /// <summary>What is known now.</summary>
    internal Known Look()
    {
        lock (_gate)
            return new Known(_read, _whole, _writes);
    }

    /// <summary>A bucket is written, or was.</summary>
    internal void Forget(string bucket)
    {
        lock (_gate)
        {
            _writes++;
            _whole = false;
            _read = time.GetElapsedTime(_since) > Kept ? _read.Clear() : _read.Remove(bucket);
        }
    }

    /// <summary>Takes the rest, which was read; it is remembered unless something was written meanwhile. Returns all.</summary>
    internal IReadOnlyList<MirrorBucket> Take(Known known, IEnumerable<MirrorBucket> rest)
    {
        var all = known.Read.AddRange(rest.Select(bucket => KeyValuePair.Create(bucket.Name, bucket)));
        lock (_gate)
        {
            if (_writes == known.Writes)
                (_read, _whole, _since) = (all, true, known.Read.IsEmpty ? time.GetTimestamp() : _since);
        }

        return [.. all.Values];
    }

    /// <summary>What was known at one moment.</summary>
    /// <param name="Read">Buckets.</param>
    /// <param name="Whole">Whether these are all.</param>
    /// <param name="Writes">How often something was written before.</param>
    internal sealed record Known(ImmutableSortedDictionary<string, MirrorBucket> Read, bool Whole, long Writes)
    {
        internal IReadOnlyList<MirrorBucket> Buckets => [.. Read.Values];

        internal bool Has(string bucket) => Read.ContainsKey(bucket);
    }
}
