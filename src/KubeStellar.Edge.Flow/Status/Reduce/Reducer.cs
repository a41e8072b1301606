using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Policies;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>
/// Keeps the summaries. One loop takes the news into the tallies; each policy's summary is made beside it, so that a policy whose reduction hangs holds up itself only.
/// </summary>
internal sealed class Reducer(
    StatusFeed feed, SummaryBook book, BundleLoader bundles, IPolicyRuntime runtime, IHubInventory inventory, IHubDesired desired,
    TimeProvider time, IOptions<ReduceOptions> options, ILogger<Reducer> log, IEnumerable<IFleetObserver>? observers = null) : BackgroundService
{
    private const int AtOnce = 4_096;
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    private readonly TallyBook _tallies = new(desired, inventory, new StoredContents(desired));
    private readonly IFleetObserver[] _observers = [.. observers ?? []];
    private readonly Dictionary<PolicyKey, PolicyReduction> _reductions = [];
    private readonly List<Task> _running = [];
    private readonly HashSet<PolicyKey> _rewrite = [];

    // Until the flow told its roots, an empty inventory says nothing.
    private bool _loaded;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!await LoadAsync(stoppingToken))
            await Task.Delay(options.Value.RetryAfter, time, stoppingToken);
        var glance = time.GetTimestamp();
        while (true)
        {
            await WaitAsync(stoppingToken);
            for (var taken = 0; taken < AtOnce && feed.Items.TryRead(out var item); taken++)
                await TakeAsync(item, stoppingToken);
            if (time.GetElapsedTime(glance) >= Glance)
            {
                glance = time.GetTimestamp();
                await _tallies.RetryAsync(stoppingToken);
                await _tallies.GlanceAsync(stoppingToken);
                if (_loaded)
                    LookAtInventory();
            }

            Start(stoppingToken);
            foreach (var task in _running)
            {
                // Faults that a reduction may have are values; anything thrown is a bug and stops the process loudly.
                if (task.IsFaulted)
                    await task;
            }

            _running.RemoveAll(task => task.IsCompleted);
        }
    }

    private async Task TakeAsync(FeedItem item, CancellationToken token)
    {
        if (item.Done is { } done)
        {
            done.Running = false;
            done.Retry = item.Again is { } wait ? After(wait) : 0;
            if (item.By is { } by)
                done.Regroup(by.Length > 0 ? by : PolicyTally.Region, done.Plan, null, _tallies.PresenceOf);
        }
        else if (item.Rewrite)
        {
            foreach (var tally in _tallies.Tallies)
            {
                tally.Dirty = true;
                _rewrite.Add(tally.Policy);
            }
        }
        else
        {
            _loaded |= item.Roots is not null;
            await _tallies.TakeAsync(item, token);
        }
    }

    /// <summary>Waits for news, for the next summary that is due, or for the next glance at the inventory.</summary>
    private async Task WaitAsync(CancellationToken token)
    {
        if (feed.Items.TryPeek(out _))
            return;
        var now = time.GetTimestamp();
        var wait = Glance;
        foreach (var tally in _tallies.Tallies)
        {
            if (tally.Running || !(tally.Dirty || tally.Retry > 0))
                continue;
            var left = time.GetElapsedTime(now, tally.Dirty ? tally.Due : tally.Retry);
            wait = left < wait ? left : wait;
        }

        if (wait <= TimeSpan.Zero)
            return;
        using var due = new CancellationTokenSource(wait, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(due.Token, token);
        try
        {
            await feed.Items.WaitToReadAsync(both.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            // The time has come.
        }
    }

    /// <summary>What changes without news: held decisions, policies without any edge, policies that are gone.</summary>
    private void LookAtInventory()
    {
        foreach (var policy in inventory.Policies)
            _tallies.Of(new PolicyKey(policy.Workspace, policy.Name));
        foreach (var policy in book.Policies)
            _tallies.Of(policy);
        foreach (var tally in _tallies.Tallies)
        {
            var held = desired.HeldEdges(tally.Policy);
            if (held == tally.Held)
                continue;
            tally.Held = held;
            tally.Dirty = true;
        }
    }

    private void Start(CancellationToken token)
    {
        var now = time.GetTimestamp();
        var pace = SummaryPace.Of(options.Value.Period, _tallies.Tallies.Count(tally => tally.Dirty || tally.Running));
        foreach (var tally in _tallies.Tallies.ToList())
        {
            var gone = tally.Rows == 0 && inventory.Policy(tally.Policy) is null;
            var retry = tally.Retry > 0 && tally.Retry <= now;
            if (tally.Running || tally.Due > now || !(tally.Dirty || retry || (gone && _loaded)))
                continue;
            tally.Running = true;
            tally.Due = After(pace);
            tally.Retry = 0;
            if (gone && _loaded)
            {
                _tallies.Remove(tally.Policy);
                _reductions.Remove(tally.Policy);
                _running.Add(RemoveAsync(tally.Policy, token));
                continue;
            }

            tally.Held = desired.HeldEdges(tally.Policy);
            var snapshot = tally.Snapshot(Math.Max(options.Value.MaxFailures, FleetPartial.MaxFailures), Math.Max(options.Value.MaxMissing, FleetPartial.MaxMissing));
            _running.Add(MakeAsync(tally, ReductionOf(tally.Policy), snapshot, _rewrite.Remove(tally.Policy), token));
        }
    }

    private long After(TimeSpan wait) => time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);

    private PolicyReduction ReductionOf(PolicyKey policy)
    {
        if (_reductions.TryGetValue(policy, out var reduction))
            return reduction;
        reduction = new PolicyReduction(bundles, runtime, time, options, _observers.Length > 0);
        if (book.Of(policy) is { } before)
            reduction.Resume(before);
        return _reductions[policy] = reduction;
    }

    private async Task MakeAsync(PolicyTally tally, PolicyReduction reduction, TallySnapshot snapshot, bool rewrite, CancellationToken token)
    {
        // Off the loop's thread: serialising and waiting are this policy's own business.
        await Task.Yield();
        var again = false;
        TimeSpan? later = null;
        string? by = null;
        try
        {
            var made = await reduction.ReduceAsync(snapshot, token);
            var (bundle, value, error, _) = made;
            by = made.By;
            Carry(snapshot.Policy, FleetValues.Cut(made.Fleet));
            again = error.Length > 0;
            if (again)
                ReduceLog.Stalled(log, snapshot.Policy.ToString(), error);
            var record = new SummaryRecord
            {
                Policy = snapshot.Policy,
                Bundle = bundle,
                Totals = snapshot.Totals,
                Coverage = made.Coverage,
                Value = value,
                Error = error,
                Failures = made.Failures([.. snapshot.Failures.Take(options.Value.MaxFailures)], options.Value.MaxFailures),
                Groups = snapshot.Fleet.Groups.Any(group => group.Name.Length > 0) ? snapshot.Fleet.Groups : null,
                Waves = snapshot.Fleet.Waves.Count > 0 ? snapshot.Fleet.Waves : null,
                At = time.GetUtcNow(),
            };
            later = rewrite ? null : Rest(tally);
            if (later is null && await book.WriteAsync(record, rewrite, token))
                tally.Written = time.GetTimestamp();
            again |= bundle != snapshot.Bundle;
        }
        catch (Exception error) when (IsServers(error))
        {
            ReduceLog.NotWritten(log, snapshot.Policy.ToString(), error.Message);
            again = true;
        }

        feed.Done(tally, again ? options.Value.RetryAfter : later, by);
    }

    /// <summary>How long a summary still waits to be written; null: not at all. A region's is for those who work in it: what its parent gets does not wait for it, and would be written at each change.</summary>
    private TimeSpan? Rest(PolicyTally tally)
    {
        if (_observers.Length == 0 || tally.Written == 0)
            return null;
        var left = options.Value.RegionPeriod - time.GetElapsedTime(tally.Written);
        return left > TimeSpan.Zero ? left : null;
    }

    /// <summary>Tells what all edges amount to, when that is something new; before the summary is written, which may have to wait.</summary>
    private void Carry(PolicyKey policy, FleetPartial? fleet)
    {
        if (!book.Keep(policy, fleet))
            return;
        foreach (var observer in _observers)
            observer.Changed(policy, fleet);
    }

    private async Task RemoveAsync(PolicyKey policy, CancellationToken token)
    {
        Carry(policy, null);
        while (true)
        {
            try
            {
                if (book.Of(policy) is not null)
                    await book.RemoveAsync(policy, token);
                return;
            }
            catch (Exception error) when (IsServers(error))
            {
                ReduceLog.NotWritten(log, policy.ToString(), error.Message);
                await Task.Delay(options.Value.RetryAfter, time, token);
            }
        }
    }

    private async Task<bool> LoadAsync(CancellationToken token)
    {
        try
        {
            await book.LoadAsync(token);
            return true;
        }
        catch (Exception error) when (IsServers(error))
        {
            ReduceLog.NotLoaded(log, error.Message);
            return false;
        }
    }

    private static bool IsServers(Exception error) => error is BucketUnavailableException or BucketGoneException or BucketRefusedException;
}
