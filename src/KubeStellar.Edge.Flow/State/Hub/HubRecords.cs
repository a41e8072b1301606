using KubeStellar.Edge.Flow.State.Buckets;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>
/// Single records in <c>kse-hub</c>. A write is known as this hub's own only when the mirror has it: until then the bucket watch would take it for somebody else's and mirror it, so a
/// crash between the two loses nothing.
/// </summary>
internal sealed class HubRecords(IBuckets buckets, IHubMirror mirror, BucketLedger ledger) : IDisposable
{
    // One write after the other: the mirror must not get an older state of a record after a newer one.
    private readonly SemaphoreSlim _one = new(1, 1);

    private IBucket Bucket => buckets[Contracts.Wire.Buckets.Hub];

    /// <summary>A record; null when there is none.</summary>
    internal async Task<BucketEntry?> ReadAsync(string key, CancellationToken token) => await Bucket.GetAsync(key, token);

    /// <summary>All records whose keys begin so.</summary>
    internal async Task<IReadOnlyList<BucketEntry>> ListAsync(string prefix, CancellationToken token) =>
        [.. (await Bucket.LoadAsync(token)).Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))];

    /// <summary>Writes a record by compare-and-set; false when somebody else wrote it meanwhile. Durable when it returns.</summary>
    internal async Task<bool> WriteAsync(string key, byte[] value, ulong expected, CancellationToken token)
    {
        await _one.WaitAsync(token);
        try
        {
            var revision = await Bucket.PutAsync(key, value, expected, token);
            var info = await Bucket.InfoAsync(token);
            await mirror.WriteAsync(Contracts.Wire.Buckets.Hub, new MirrorLife(info.Created, revision), [new MirrorWrite(key, value, revision)], token);
            ledger.Wrote(Contracts.Wire.Buckets.Hub, revision);
            return true;
        }
        catch (RevisionConflictException)
        {
            return false;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();
}
