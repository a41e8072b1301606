using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.State.Admission;

/// <summary>Devices that wait for a person, in <c>kse-hub</c>, key <c>pending.&lt;edge&gt;</c>. Bounded: in all, by token and by id.</summary>
internal sealed class PendingStore(HubRecords records, TimeProvider time, IOptions<AdmissionOptions> options) : IDisposable
{
    private const int Tries = 16;

    // How long the counts are believed; others may write the bucket too.
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(10);

    private readonly RecordShelf<PendingRecord> _shelf = new(records, "pending.", ContractsJson.Default.PendingRecord);
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly PendingCounts _counts = new();
    private long? _counted;

    /// <summary>Who waits for an id; null for nobody.</summary>
    internal async Task<PendingRecord?> OfAsync(string edge, CancellationToken token) =>
        await _shelf.ReadAsync(edge, token) is { } found && Fresh(found.Record) is { Devices.Count: > 0 } fresh ? fresh : null;

    /// <summary>All of them, in the order of their ids.</summary>
    internal async Task<IReadOnlyList<PendingRecord>> ListAsync(CancellationToken token) =>
        [.. (await _shelf.ListAsync(token)).Select(Fresh).Where(record => record.Devices.Count > 0).OrderBy(record => record.Edge, StringComparer.Ordinal)];

    /// <summary>Records a device that asks for an id; empty, or why it cannot be taken up now. Durable when it returns.</summary>
    internal async Task<string> AskAsync(string edge, PendingDevice device, CancellationToken token)
    {
        await _one.WaitAsync(token);
        try
        {
            if (_counted is not { } at || time.GetElapsedTime(at) > Believed)
            {
                _counts.Reset(await ListAsync(token));
                _counted = time.GetTimestamp();
            }

            var full = "";
            await ChangeAsync(
                edge,
                before =>
                {
                    full = before.Of(device.PublicKey) is null ? Full(before, device.TokenId) : "";
                    return full.Length == 0 ? before.With(device) : before;
                },
                token);
            return full;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Changes what waits for an id, by compare-and-set; the result, durably.</summary>
    /// <param name="edge">The id.</param>
    /// <param name="change">From what is there (perhaps nobody) to what is to be; called again when somebody else was quicker.</param>
    /// <param name="token">Cancels the wait.</param>
    internal async Task<PendingRecord> ChangeAsync(string edge, Func<PendingRecord, PendingRecord> change, CancellationToken token)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            var found = await _shelf.ReadAsync(edge, token);
            var before = Fresh(found?.Record ?? new PendingRecord { Edge = edge, Devices = [] });
            var after = change(before);
            if (found is { } same && same.Record.Devices.SequenceEqual(after.Devices))
                return after;
            if (found is null && after.Devices.Count == 0)
                return after;
            if (after.Devices.Count == 0 ? await _shelf.DeleteAsync(edge, found!.Value.Revision, token) : await _shelf.WriteAsync(edge, after, found?.Revision ?? 0, token))
            {
                _counts.Set(after);
                return after;
            }
        }

        throw new BucketUnavailableException($"who waits for the id {edge} is written by somebody else all the time; try again");
    }

    /// <summary>Forgets everybody who waits with a token that was deleted.</summary>
    internal async Task ForgetTokenAsync(string tokenId, CancellationToken token)
    {
        foreach (var record in (await ListAsync(token)).Where(record => record.Devices.Any(device => device.TokenId == tokenId)))
            await ChangeAsync(record.Edge, before => before.WithoutToken(tokenId), token);
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private PendingRecord Fresh(PendingRecord record) => record.Fresh(time.GetUtcNow(), options.Value.PendingFor);

    private string Full(PendingRecord before, string tokenId) =>
        before.Devices.Count >= options.Value.PendingPerEdge ? $"{before.Devices.Count} devices ask for the id {before.Edge} already"
        : _counts.Of(tokenId) >= options.Value.PendingPerToken ? $"{_counts.Of(tokenId)} devices with this token wait already"
        : _counts.All >= options.Value.MaxPending ? $"{_counts.All} devices wait already"
        : "";
}
