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
/// the other's clock; a process of the same state directory takes over at once, because that admits one process only.
/// </summary>
internal sealed class HubLease(IBuckets buckets, BucketLedger ledger, LeaseNotes notes, HubHold hold, IOptions<HubFlowOptions> options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);
    private readonly string _process = Guid.NewGuid().ToString("n");
    private readonly SemaphoreSlim _one = new(1, 1);
    private ulong _revision;
    private ulong? _stoodStill = options.Value.StoodStill;
    private long _renewal;
    private long _renewed;
    private bool _taken;
    private Func<long> _epoch = static () => 0;

    private IBucket Bucket => buckets[Contracts.Wire.Buckets.Hub];

    // A rival that saw the last renewal when it was written waits for all of its patience: within this time nobody else can have taken the lease.
    private TimeSpan Trusted => options.Value.LeasePatience - options.Value.LeaseRenewal > TimeSpan.Zero
        ? options.Value.LeasePatience - options.Value.LeaseRenewal : options.Value.LeasePatience / 2;

    /// <summary>Sees that no other hub is alive; writes nothing. A bucket that is not there has no holder.</summary>
    /// <exception cref="LeaseLostException">Another hub holds the lease and is alive.</exception>
    public async Task ExcludeRivalAsync(CancellationToken token)
    {
        try
        {
            await WaitForRivalAsync(await Bucket.GetAsync(LeaseRule.Key, token), token);
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
        var found = await Bucket.GetAsync(LeaseRule.Key, token);
        await WaitForRivalAsync(found, token);
        var before = LeaseRule.Read(found);
        _renewal = before?.Renewal ?? 0;
        notes.AfterHeadless = before is { Heads: not true };
        await WriteAsync(found?.Revision ?? 0, false, token);
        _taken = true;
    }

    /// <summary>Renews the lease until the end of the daemon or of the lease.</summary>
    /// <exception cref="LeaseLostException">Somebody else took it.</exception>
    public async Task KeepAsync(Func<long> epoch, CancellationToken token)
    {
        _epoch = epoch;
        using var timer = new PeriodicTimer(options.Value.LeaseRenewal, time);
        while (await timer.WaitForNextTickAsync(token))
        {
            try
            {
                await RenewAsync(token);
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

    /// <summary>
    /// Before anything is published: this process holds the lease now, however long it hung since it last looked. A root that was built before is not published by it;
    /// what still slips between this and the write is refused by the revision of its key, or is older than what the other hub publishes under its own epoch.
    /// </summary>
    /// <exception cref="LeaseLostException">Somebody else took it.</exception>
    /// <exception cref="BucketUnavailableException">Nobody can say.</exception>
    public async ValueTask ConfirmAsync(CancellationToken token)
    {
        if (_taken && time.GetElapsedTime(Interlocked.Read(ref _renewed)) >= Trusted)
            await RenewAsync(token);
    }

    /// <summary>Gives the lease up, so that whoever waits need not be patient. To be called when nothing is published any more; never throws.</summary>
    public async Task ReleaseAsync()
    {
        if (!_taken)
            return;
        using var farewell = new CancellationTokenSource(Farewell, time);
        try
        {
            await _one.WaitAsync(farewell.Token);
            _taken = false;
            await WriteAsync(_revision, true, farewell.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or LeaseLostException or BucketUnavailableException or BucketGoneException or BucketRefusedException)
        {
            // Then it stands still, which says the same a few seconds later.
            return;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task RenewAsync(CancellationToken token)
    {
        await _one.WaitAsync(token);
        try
        {
            await WriteAsync(_revision, false, token);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task WaitForRivalAsync(BucketEntry? found, CancellationToken token)
    {
        if (LeaseRule.Read(found) is not { } lease || LeaseRule.IsFree(lease, options.Value) || found!.Revision == _stoodStill)
            return;
        await Task.Delay(options.Value.LeasePatience, time, token);
        var later = await Bucket.GetAsync(LeaseRule.Key, token);
        if (later?.Revision != found.Revision && !(LeaseRule.Read(later) is { } after && LeaseRule.IsFree(after, options.Value)))
        {
            throw new LeaseLostException(
                $"Another hub ({lease.Instance}) publishes here and is alive; two hubs on one set of buckets would undo each other. Stop it, use other buckets, or start this one with --standby.");
        }

        _stoodStill = later?.Revision;
    }

    private async Task AdoptAsync(CancellationToken token)
    {
        try
        {
            var found = await Bucket.GetAsync(LeaseRule.Key, token);
            if (found is null || LeaseRule.Read(found)?.Process == _process)
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

    private async Task WriteAsync(ulong expected, bool released, CancellationToken token)
    {
        // The time before the write counts: a rival may have seen it as soon as it was sent.
        var at = time.GetTimestamp();
        try
        {
            _revision = await Bucket.PutAsync(LeaseRule.Key, JsonSerializer.SerializeToUtf8Bytes(Lease(released), ContractsJson.Default.LeaseRecord), expected, token);
            Interlocked.Exchange(ref _renewed, at);
            notes.Renewed(time.GetUtcNow());
            ledger.Wrote(Contracts.Wire.Buckets.Hub, _revision);
        }
        catch (RevisionConflictException error)
        {
            var found = await Bucket.GetAsync(LeaseRule.Key, token);
            if (found is not null && LeaseRule.Read(found)?.Process != _process)
            {
                throw new LeaseLostException($"the lease was taken by another hub ({LeaseRule.Read(found)?.Instance ?? "unreadable"}); this one stops publishing", error);
            }

            _revision = found?.Revision ?? 0;
        }
    }

    private LeaseRecord Lease(bool released) => new(options.Value.Holder, _process, _epoch(), ++_renewal)
    {
        Boot = options.Value.Boot is { Length: > 0 } boot ? boot : null,
        Released = released ? true : null,
        Held = hold.Holds ? hold.Reason : null,
        Heads = true,
        Lives = notes.Lives is { Count: > 0 } lives ? new(lives.ToDictionary(one => one.Key, one => new BucketLife(one.Value.Created, one.Value.LastRevision)), StringComparer.Ordinal) : null,
    };
}
