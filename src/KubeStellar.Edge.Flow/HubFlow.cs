using KubeStellar.Edge.Flow.Hub.Customize;
using KubeStellar.Edge.Flow.Hub.Gate;
using KubeStellar.Edge.Flow.Hub.Gate.Rollouts;
using KubeStellar.Edge.Flow.Hub.Ingest;
using KubeStellar.Edge.Flow.Hub.Place;
using KubeStellar.Edge.Flow.Hub.Publish;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow;

/// <summary>
/// The way down through the hub: Ingest -> Place -> Customize -> Gate -> Publish. One writer: it takes all that changed, plans once, and publishes
/// what came of it. An exception that leaves it ends the process, through the host.
/// </summary>
internal sealed partial class HubFlow(
    InventoryLoader loader,
    InventoryReload reload,
    RequestCheck check,
    IngestStore ingest,
    IHubInventory inventory,
    Ownership ownership,
    Placer placer,
    Customizer customizer,
    Gatekeeper gate,
    RolloutKeeper rollouts,
    Publisher publisher,
    HubFlowState state,
    IPolicyRuntime runtime,
    LoadedBundles bundles,
    IEnumerable<IRootObserver> rootObservers,
    IEnumerable<IBucketGuard> guards,
    IOptions<HubFlowOptions> options,
    ILogger<HubFlow> log,
    TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);
    private readonly FleetPlan _plan = new();
    private readonly HashSet<string> _leaving = new(StringComparer.Ordinal);
    private readonly HashSet<string> _leftDevices = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<IRootObserver> _observers = [.. rootObservers];
    private DateTimeOffset _retryAt;
    private DateTimeOffset _sweepAt;
    private DateTimeOffset _bundlesAt;
    private int _failures;
    private bool _unfinished = true;
    private bool _contentsLost;
    private long _upTo;

    /// <summary>Loads everything before the daemon counts as started: a first load that fails, fails the start.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        state.Epoch.Claimed += state.Changes.Poke;
        await using var tick = time.CreateTimer(_ => state.Changes.Poke(), null, Tick, Tick);
        Task[] parts = [RunAsync(ending.Token), state.Lease.KeepAsync(() => state.Counters.Epoch, ending.Token), LogEventsAsync(ending.Token)];
        try
        {
            await await Task.WhenAny(parts);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
        catch (LeaseLostException lost)
        {
            LeaseLost(log, lost.Message);
            throw;
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(parts).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            if (stoppingToken.IsCancellationRequested)
                await state.Lease.ReleaseAsync();
        }
    }

    private async Task RunAsync(CancellationToken token)
    {
        while (true)
        {
            await state.Changes.WaitAsync(token);
            await StepAsync(token);
        }
    }

    /// <summary>One turn of the loop: takes what changed, plans, publishes.</summary>
    internal async Task StepAsync(CancellationToken token)
    {
        var batch = state.Changes.Take();
        _upTo = batch.UpTo;
        await AbsorbAsync(batch, token);
        await state.Questions.AnswerAsync(this);
        await TryAsync(RaiseEpochAsync, token);
        Resign();
        var now = time.GetUtcNow();
        var due = _plan.Policies.Values.Any(policy => IsDue(policy, now));
        var rolls = rollouts.Observe(_plan);
        var busy = !batch.IsEmpty || due || rolls || (_unfinished && now >= _retryAt);
        if (busy)
        {
            await TryPlanAsync(token);
        }

        await state.Questions.AnswerCostlyAsync(this);
        if (now >= _sweepAt && !_unfinished && !state.Hold.Holds)
        {
            _sweepAt = now + state.Publish.SweepEvery;
            await TryAsync(SweepAsync, token);
        }

        await SweepBundlesAsync(token);
        await RecordDecisionsAsync(busy, token);
    }

    private async Task SweepBundlesAsync(CancellationToken token)
    {
        var now = time.GetUtcNow();
        if (now >= _bundlesAt)
        {
            _bundlesAt = now + TimeSpan.FromMinutes(1);
            var used = inventory.Policies.Select(policy => policy.Digest).Concat(_plan.Policies.Values.SelectMany(policy => new[] { policy.Loaded, policy.Bundle }));
            await bundles.SweepAsync(used.ToHashSet(), token);
        }
    }

    private async Task SweepAsync(CancellationToken token) => Swept(log, await state.Sweeper.SweepAsync(token));

    /// <summary>Does what can be done later as well: a server that is away is no reason to end.</summary>
    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken token)
    {
        try
        {
            await work(token);
        }
        catch (Exception error) when (IsServers(error))
        {
            PublishFailed(log, error.Message);
        }
    }

    private static bool IsServers(Exception error) => error is BucketUnavailableException or BucketGoneException or BucketRefusedException;

    private async Task TryPlanAsync(CancellationToken token)
    {
        if (state.Hold.Holds)
        {
            // What changed stays marked; the first plan after the hold takes it.
            _unfinished = true;
            state.Changes.Settle(_upTo);
            return;
        }

        try
        {
            await PlanAsync(token);
            (_unfinished, _failures) = (false, 0);
            state.Changes.Settle(_upTo);
        }
        catch (Exception error) when (IsServers(error))
        {
            _unfinished = true;
            _retryAt = time.GetUtcNow() + Backoff(_failures++);
            PublishFailed(log, error.Message);
        }
    }

    private async Task PlanAsync(CancellationToken token)
    {
        const int Most = 8;
        var started = time.GetTimestamp();
        await rollouts.RestoreAsync(_plan, token);
        for (var round = 0; round < Most; round++)
        {
            await DecideAsync(token);              // Place and Customize
            gate.Judge(_plan.ByAge, _plan.Fleet);  // Gate: what may go at all,
            await RollAsync(token);                // and to whom now
            if (!LeaveToKeepers())
            {
                break;
            }
        }

        Concede();
        _settled.Clear();
        _replaced.Clear();
        var decided = time.GetElapsedTime(started);
        await LeaveAsync(edge => !publisher.HoldsKeys(edge), token);
        var (written, failed) = await publisher.PublishAsync(_plan, Gatekeeper.Target, _contentsLost, [.. _leaving, .. _leftDevices], _observers, token);   // Publish
        if (written > 0)
        {
            Published(log, written, decided.TotalMilliseconds, (time.GetElapsedTime(started) - decided).TotalMilliseconds);
        }

        _contentsLost = false;
        await publisher.RecordAsync(_plan, token);
        await TellAsync(token);
        await ForgetGoneAsync(token);
        if (failed.Length > 0)
        {
            throw new BucketUnavailableException(failed);
        }

        _leftDevices.Clear();

        // Last: as long as its root is there, a hub that dies before the keys are rotated finds out that they are to be.
        await LeaveAsync(_ => true, token);
    }

    private async Task LeaveAsync(Func<string, bool> which, CancellationToken token)
    {
        foreach (var edge in _leaving.Where(which).ToList())
        {
            await publisher.RemoveAsync(edge, _observers, token);
            _leaving.Remove(edge);
        }
    }

    private TimeSpan Backoff(int failures)
    {
        var wait = options.Value.RetryFirst * Math.Pow(2, Math.Min(failures, 20));
        return wait < options.Value.RetryMost ? wait : options.Value.RetryMost;
    }

    private static bool IsDue(PolicyPlan policy, DateTimeOffset now) =>
        (policy.Dirty || now >= policy.EdgesRetryAt) && (policy.Fault is null || policy.Urgent || now >= policy.RetryAt);
}
