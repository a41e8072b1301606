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
    internal Task<bool> WriteAsync(string key, byte[] value, ulong expected, CancellationToken token) =>
        OneAsync(key, value, () => PutAsync(key, value, expected, token), token);

    /// <summary>Deletes a record by compare-and-set; false when somebody else wrote it meanwhile. Durable when it returns.</summary>
    internal Task<bool> DeleteAsync(string key, ulong expected, CancellationToken token) => OneAsync(key, null, () => Bucket.DeleteAsync(key, expected, token), token);

    private async Task<bool> OneAsync(string key, byte[]? value, Func<Task<ulong>> write, CancellationToken token)
    {
        await _one.WaitAsync(token);
        try
        {
            var revision = await write();
            var info = await Bucket.InfoAsync(token);
            await mirror.WriteAsync(Contracts.Wire.Buckets.Hub, new MirrorLife(info.Created, revision), [new MirrorWrite(key, value is null ? null : (ReadOnlyMemory<byte>?)value, revision)], token);
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

    private async Task<ulong> PutAsync(string key, byte[] value, ulong expected, CancellationToken token)
    {
        try
        {
            return await Bucket.PutAsync(key, value, expected, token);
        }
        catch (RevisionConflictException) when (expected == 0)
        {
            if (await Bucket.GetAsync(key, token) is not null)
                throw;

            // A key that was deleted has a marker whose revision nobody tells: a new one tells it.
            var marker = await Bucket.DeleteAsync(key, null, token);
            ledger.Wrote(Contracts.Wire.Buckets.Hub, marker);
            return await Bucket.PutAsync(key, value, marker, token);
        }
    }
}
