namespace KubeStellar.Edge.Flow.State.Buckets;

/// <summary>
/// One bucket. Revisions are the stream's sequences: they rise over the whole bucket. Every call is durable when it returns
/// and throws <see cref="BucketUnavailableException"/> when the server does not answer in time, <see cref="BucketGoneException"/> when the bucket does not exist.
/// </summary>
public interface IBucket
{
    /// <summary>The bucket's name.</summary>
    string Name { get; }

    /// <summary>Identity and counts of the bucket, to recognise one that was wiped, truncated or written by others.</summary>
    Task<BucketInfo> InfoAsync(CancellationToken token);

    /// <summary>Every live entry (deleted keys left out), complete or not at all: throws rather than end early.</summary>
    Task<IReadOnlyList<BucketEntry>> LoadAsync(CancellationToken token);

    /// <summary>The same, and the keys that are marked as deleted.</summary>
    Task<BucketKeys> LoadAllAsync(CancellationToken token);

    /// <summary>One entry; null when the key does not exist or was deleted.</summary>
    Task<BucketEntry?> GetAsync(string key, CancellationToken token);

    /// <summary>Writes one value and returns its revision.</summary>
    /// <param name="key">Key.</param>
    /// <param name="value">Value.</param>
    /// <param name="expected">Revision that the key must have now: 0 when it must not exist, null for no check.</param>
    /// <param name="token">Cancels the wait; the write may have happened.</param>
    /// <exception cref="RevisionConflictException">The key has another revision.</exception>
    Task<ulong> PutAsync(string key, ReadOnlyMemory<byte> value, ulong? expected, CancellationToken token);

    /// <summary>
    /// Writes many values, pipelined (in atomic batches where the server has them and <paramref name="writes"/> is long), and returns one outcome each, in order.
    /// Each is durable or has a failure; a conflict of one does not undo others that were reported as written.
    /// </summary>
    Task<IReadOnlyList<WriteOutcome>> PutManyAsync(IReadOnlyList<BucketWrite> writes, CancellationToken token);

    /// <summary>Marks a key as deleted; returns the marker's revision.</summary>
    Task<ulong> DeleteAsync(string key, ulong? expected, CancellationToken token);
}
