using System.Text;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Audit;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Hub.Mirror;

/// <summary>
/// Compares every bucket with the life that was last seen of it. Mirror intact: what was lost is written back under a new epoch. Mirror not intact:
/// the hub holds and calls for a person. Never the fleet from the loss.
/// </summary>
internal sealed class BucketGuard(
    IBuckets buckets, IHubMirror mirror, MirrorKeeper keeper, Succession succession, LeaseNotes notes, EpochRaise epochs, HubHold hold, BucketLedger ledger,
    IEventLog events, TimeProvider time, ILogger<BucketGuard> log, Asker? asker = null) : IBucketGuard, IDisposable
{
    // Kept in the mirror, so that a restart does not take the emptiness that a hold left for a first start.
    private const string HoldBucket = "hold";

    private const string HowToGoOn = "restore the buckets (or the mirror) from a backup, or let the buckets count as they are with `kse confirm hub`";

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Dictionary<string, MirrorLife> _lives = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ulong> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ulong> _suspects = new(StringComparer.Ordinal);
    private readonly List<DueReload> _due = [];
    private bool _prepared;

    /// <inheritdoc/>
    public async Task PrepareAsync(CancellationToken token)
    {
        await _one.WaitAsync(token);
        try
        {
            var kept = await LoadMirrorAsync(token);
            var past = await succession.JudgeAsync(kept, token);
            if (past.IsSuccessor)
            {
                await SucceedAsync(token);
            }
            else if (past.Reason.Length > 0)
            {
                await HoldAsync(past.Reason, token);
            }
            else if (kept is null)
            {
                await HoldAsync("the hub's local mirror is damaged and was set aside", token);
            }
            else if (kept.FirstOrDefault(one => one.Name == HoldBucket) is { Entries.Count: > 0 } held)
            {
                await HoldAsync(Encoding.UTF8.GetString((held.Entries[0].Value ?? default).Span), token);
            }
            else if (!Buckets.Mirrored.Any(name => kept.Any(one => one.Name == name && one.Entries.Count > 0)))
            {
                if (await RootsExistAsync(token))
                    await HoldAsync("the hub's local mirror is empty although edges have roots", token);
                else
                    await AdoptAllAsync(token);
            }
            else
            {
                foreach (var one in kept)
                    _lives[one.Name] = one.Life;
                await CompareAsync(token);
            }

            // Whoever loads after this loads what is there now.
            _due.Clear();
            _prepared = true;
            notes.Saw(_lives);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public async Task AcceptAsync(CancellationToken token)
    {
        await _one.WaitAsync(token);
        try
        {
            await AdoptAllAsync(token);
            var epoch = await epochs.RaiseAsync(token);
            await mirror.ReplaceAsync(new MirrorBucket(HoldBucket, new MirrorLife(default, 0), []), token);
            notes.Saw(_lives);
            _due.AddRange(Buckets.All.Select(bucket => new DueReload(bucket, true)));
            hold.Set("");
            MirrorLog.Accepted(log, epoch);
            await EventAsync("hub.accepted", "hub", $"a person accepted the buckets as they are; the hub goes on under epoch {epoch}", token, asker?.Name ?? Asker.Unnamed);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Looks once; returns what has to be loaded again. Throws when the server does not answer.</summary>
    internal async Task<IReadOnlyList<DueReload>> LookAsync(CancellationToken token)
    {
        await _one.WaitAsync(token);
        try
        {
            if (_prepared && !hold.Holds)
                await CompareOrHoldAsync(token);
            IReadOnlyList<DueReload> due = [.. _due];
            _due.Clear();
            return due;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>A reload failed: it is due again.</summary>
    internal async Task ReturnAsync(IEnumerable<DueReload> due, CancellationToken token)
    {
        await _one.WaitAsync(token);
        _due.InsertRange(0, due);
        _one.Release();
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task CompareAsync(CancellationToken token)
    {
        var lost = new List<(string Bucket, LifeChange Change, int Mended)>();
        foreach (var bucket in Buckets.All)
        {
            var info = await buckets.InfoAsync(bucket, token);
            var change = LifeRule.Judge(_lives.GetValueOrDefault(bucket), info, _counts.GetValueOrDefault(bucket));
            var mended = change is LifeChange.Lost or LifeChange.Truncated ? 0 : await SeenAsync(bucket, info, change, token);
            if (mended > 0 || change is LifeChange.Lost or LifeChange.Truncated or LifeChange.Holed)
                lost.Add((bucket, mended > 0 ? LifeChange.Holed : change, mended));
        }

        if (lost.Count > 0)
            await RepairAsync(lost, token);
        if (!hold.Holds)
            notes.Saw(_lives);
    }

    private async Task CompareOrHoldAsync(CancellationToken token)
    {
        try
        {
            await CompareAsync(token);
        }
        catch (MirrorDamagedException error)
        {
            MirrorLog.MirrorDamaged(log, error.Message);
            await HoldAsync("the buckets changed, and the hub's local mirror is damaged", token);
        }
    }

    /// <summary>What another hub kept whole until it went is what counts; an older hold of this hub was about what is past.</summary>
    private async Task SucceedAsync(CancellationToken token)
    {
        await AdoptAllAsync(token);
        await mirror.ReplaceAsync(new MirrorBucket(HoldBucket, new MirrorLife(default, 0), []), token);
        MirrorLog.Succeeds(log);
        await EventAsync("hub.succeeded", "hub", "this hub took over from another one; its mirror was made anew from the buckets", token);
    }

    /// <summary>A bucket that goes on: its mirror catches up, and writes that are not the hub's own are taken over. Returns how many lost keys were put back.</summary>
    private async Task<int> SeenAsync(string bucket, BucketInfo? info, LifeChange change, CancellationToken token)
    {
        if (info is null)
        {
            await buckets.EnsureAsync(bucket, token);
            info = await buckets[bucket].InfoAsync(token);
        }

        _counts[bucket] = info.Messages;
        var mirrored = Buckets.Mirrored.Contains(bucket, StringComparer.Ordinal);
        if (mirrored && (change is LifeChange.New or LifeChange.Holed || !_prepared))
            return await CatchUpAsync(bucket, token);

        if (mirrored && _prepared && info.LastRevision > ledger.Known(bucket))
        {
            // An own write is noted a moment after it is stored; only what stays unknown until the next look is somebody else's.
            if (_suspects.TryGetValue(bucket, out var suspect) && suspect > ledger.Known(bucket))
            {
                _suspects.Remove(bucket);
                MirrorLog.ForeignWrite(log, bucket, info.LastRevision);
                ledger.Loaded(bucket, info.LastRevision);
                var mended = await CatchUpAsync(bucket, token);
                _due.Add(new DueReload(bucket, false));
                return mended;
            }

            _suspects[bucket] = info.LastRevision;
        }

        // Of other buckets only the creation is kept durably, and of the roots how far they were; anything more would be a write per report.
        var life = LifeRule.LifeOf(info);
        if (!mirrored && (change == LifeChange.New || (bucket == Buckets.Desired && change == LifeChange.Grown)))
            await mirror.WriteAsync(bucket, life, [], token);
        _lives[bucket] = life;
        return 0;
    }

    private async Task<int> CatchUpAsync(string bucket, CancellationToken token)
    {
        (_lives[bucket], var mended) = await keeper.CatchUpAsync(bucket, token);
        if (mended > 0)
            ledger.Loaded(bucket, _lives[bucket].LastRevision);
        return mended;
    }

    private async Task RepairAsync(List<(string Bucket, LifeChange Change, int Mended)> lost, CancellationToken token)
    {
        var names = string.Join(", ", lost.Select(one => one.Bucket));
        MirrorLog.Lost(log, names);
        if (await LoadMirrorAsync(token) is not { } kept)
        {
            await HoldAsync($"{names} lost data and the hub's local mirror is damaged", token);
            return;
        }

        var written = 0;
        foreach (var (bucket, change, mended) in lost)
        {
            await buckets.EnsureAsync(bucket, token);
            written += mended;
            if (change == LifeChange.Holed || !Buckets.Mirrored.Contains(bucket, StringComparer.Ordinal))
                continue;
            if (kept.FirstOrDefault(one => one.Name == bucket) is not { } copy)
            {
                await HoldAsync($"{bucket} lost data and the hub's local mirror has no copy of it", token);
                return;
            }

            var (life, count) = await keeper.RefillAsync(copy, change == LifeChange.Truncated, token);
            ledger.Loaded(bucket, life.LastRevision, anotherLife: true);
            written += count;
        }

        // Reports, partials, summaries, conditions and recorded decisions do not order anything; everything else does.
        var epoch = lost.Exists(one => one.Bucket is not (Buckets.Status or Buckets.Heads or Buckets.Partials or Buckets.Summaries or Buckets.Conditions or Buckets.Decisions)) ? await epochs.RaiseAsync(token) : 0;
        foreach (var (bucket, _, _) in lost.OrderBy(one => one.Bucket != Buckets.Hub))
        {
            var info = await buckets[bucket].InfoAsync(token);
            var life = LifeRule.LifeOf(info);
            _counts[bucket] = info.Messages;
            if (!Buckets.Mirrored.Contains(bucket, StringComparer.Ordinal))
                await mirror.WriteAsync(bucket, life, [], token);
            _lives[bucket] = life;
            _due.Add(new DueReload(bucket, true));
        }

        // The flow takes the new epoch from kse-hub, whichever bucket was lost.
        if (epoch > 0 && !lost.Exists(one => one.Bucket == Buckets.Hub))
            _due.Insert(0, new DueReload(Buckets.Hub, true));
        MirrorLog.Repaired(log, names, written, epoch);
        await EventAsync("hub.repaired", names, $"{names} had lost data; {written} entries were written back from the mirror" + (epoch > 0 ? $", epoch {epoch}" : ""), token);
    }

    private async Task AdoptAllAsync(CancellationToken token)
    {
        foreach (var bucket in Buckets.All)
        {
            await buckets.EnsureAsync(bucket, token);
            if (Buckets.Mirrored.Contains(bucket, StringComparer.Ordinal))
            {
                _lives[bucket] = await keeper.AdoptAsync(bucket, token);
            }
            else
            {
                _lives[bucket] = LifeRule.LifeOf(await buckets[bucket].InfoAsync(token));
                await mirror.WriteAsync(bucket, _lives[bucket], [], token);
            }
        }
    }

    private async Task HoldAsync(string reason, CancellationToken token)
    {
        var full = reason.EndsWith(HowToGoOn, StringComparison.Ordinal) ? reason : $"{reason}; {HowToGoOn}";
        MirrorLog.Holds(log, full);
        hold.Set(full);

        // The API answers from empty buckets, and says that the hub holds; edges see nothing of it.
        foreach (var bucket in Buckets.All)
            await buckets.EnsureAsync(bucket, token);
        await mirror.ReplaceAsync(new MirrorBucket(HoldBucket, new MirrorLife(default, 0), [new MirrorWrite("reason", Encoding.UTF8.GetBytes(full), 1)]), token);
        await EventAsync("hub.held", "hub", full, token);
    }

    private async Task<bool> RootsExistAsync(CancellationToken token) =>
        await buckets.InfoAsync(Buckets.Desired, token) is { Messages: > 0 } && (await buckets[Buckets.Desired].LoadAsync(token)).Count > 0;

    private async Task<IReadOnlyList<MirrorBucket>?> LoadMirrorAsync(CancellationToken token)
    {
        try
        {
            return await mirror.LoadAsync(token);
        }
        catch (MirrorDamagedException error)
        {
            MirrorLog.MirrorDamaged(log, error.Message);
            return null;
        }
    }

    private async Task EventAsync(string kind, string subject, string message, CancellationToken token, string actor = "hub")
    {
        try
        {
            await events.AppendAsync(new EventRecord { Kind = kind, Subject = subject, Actor = actor, Message = message, At = time.GetUtcNow(), Id = EventIds.New(time) }, token);
        }
        catch (Exception error) when (error is BucketUnavailableException or BucketGoneException or BucketRefusedException)
        {
            // The log has it; a repair must not fail for want of its audit line.
            MirrorLog.EventNotWritten(log, kind, error.Message);
        }
    }
}
