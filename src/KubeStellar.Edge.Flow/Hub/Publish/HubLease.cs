using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Publish;

/// <summary>
/// Which process publishes (bucket <c>kse-hub</c>, key <c>lease</c>). A rival watches whether the lease moves, by its own patience and never by
/// the other's clock; a process of the same installation takes over at once, because its state directory admits one process only.
/// </summary>
internal sealed class HubLease(IBuckets buckets, BucketLedger ledger, IOptions<HubFlowOptions> options, TimeProvider time)
{
    public const string LeaseKey = "lease";
    private readonly string _process = Guid.NewGuid().ToString("n");
    private ulong _revision;
    private ulong? _stoodStill;
    private long _renewal;

    private IBucket Bucket => buckets[Contracts.Wire.Buckets.Hub];

    /// <summary>Sees that no other hub is alive; writes nothing. A bucket that is not there has no holder.</summary>
    /// <exception cref="LeaseLostException">Another hub holds the lease and is alive.</exception>
    public async Task ExcludeRivalAsync(CancellationToken token)
    {
        try
        {
            await WaitForRivalAsync(await Bucket.GetAsync(LeaseKey, token), token);
        }
        catch (BucketGoneException)
        {
            _stoodStill = null;
        }
    }

    /// <summary>Takes the lease.</summary>
    /// <exception cref="LeaseLostException">Another hub holds it and is alive.</exception>
    public async Task TakeAsync(CancellationToken token)
    {
        var found = await Bucket.GetAsync(LeaseKey, token);
        await WaitForRivalAsync(found, token);
        var lease = Read(found);
        _renewal = lease?.Renewal ?? 0;
        await WriteAsync(0, found?.Revision ?? 0, token);
    }

    /// <summary>Renews the lease until the end of the daemon or of the lease.</summary>
    /// <exception cref="LeaseLostException">Somebody else took it.</exception>
    public async Task KeepAsync(Func<long> epoch, CancellationToken token)
    {
        using var timer = new PeriodicTimer(options.Value.LeaseRenewal, time);
        while (await timer.WaitForNextTickAsync(token))
        {
            try
            {
                await WriteAsync(epoch(), _revision, token);
            }
            catch (BucketUnavailableException)
            {
                // While the server is away nobody else can take the lease either. The write may have happened: what the key holds tells.
                await AdoptAsync(token);
            }
            catch (BucketGoneException)
            {
                // The bucket is repaired by its guard; the lease is written into the new one.
                _revision = 0;
            }
        }
    }

    private async Task WaitForRivalAsync(BucketEntry? found, CancellationToken token)
    {
        if (Read(found) is not { } lease || lease.Instance == options.Value.Instance || found!.Revision == _stoodStill)
        {
            return;
        }

        await Task.Delay(options.Value.LeasePatience, time, token);
        var later = await Bucket.GetAsync(LeaseKey, token);
        if (later?.Revision != found.Revision)
        {
            throw new LeaseLostException(
                $"Another hub ({lease.Instance}) publishes here and is alive; two hubs on one set of buckets would undo each other. Stop it, or use other buckets.");
        }

        _stoodStill = found.Revision;
    }

    private async Task AdoptAsync(CancellationToken token)
    {
        try
        {
            var found = await Bucket.GetAsync(LeaseKey, token);
            if (found is null || Read(found)?.Process == _process)
            {
                _revision = found?.Revision ?? 0;
            }
        }
        catch (Exception error) when (error is BucketUnavailableException or BucketGoneException)
        {
            // Still away; the next renewal tries again.
            return;
        }
    }

    private async Task WriteAsync(long epoch, ulong expected, CancellationToken token)
    {
        var lease = new LeaseRecord(options.Value.Instance, _process, epoch, ++_renewal);
        try
        {
            _revision = await Bucket.PutAsync(LeaseKey, JsonSerializer.SerializeToUtf8Bytes(lease, ContractsJson.Default.LeaseRecord), expected, token);
            ledger.Wrote(Contracts.Wire.Buckets.Hub, _revision);
        }
        catch (RevisionConflictException error)
        {
            var found = await Bucket.GetAsync(LeaseKey, token);
            if (found is not null && Read(found)?.Process != _process)
            {
                throw new LeaseLostException($"the lease was taken by another hub ({Read(found)?.Instance ?? "unreadable"}); this one stops publishing", error);
            }

            _revision = found?.Revision ?? 0;
        }
    }

    private static LeaseRecord? Read(BucketEntry? entry) =>
        entry is null || entry.Value.IsEmpty ? null : JsonSerializer.Deserialize(entry.Value.Span, ContractsJson.Default.LeaseRecord);
}
