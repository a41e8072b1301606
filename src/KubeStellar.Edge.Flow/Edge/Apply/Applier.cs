using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Site;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>
/// The loop that alone touches the target. A tree is taken up in this order: lines of everything that may soon be there into the inventory, the same into
/// the target, then the objects one by one, then removals; so that a crash at any point leaves nothing in the target that is not on record.
/// </summary>
internal sealed partial class Applier(
    ITarget target, Ledger ledger, ObjectRunner objects, EdgeConditions conditions, WorkQueue<ApplyWork> queue, Backoff backoff, Random random, TimeProvider time,
    ILogger<Applier> log)
{
    private const int FlushEvery = 64;
    private static readonly TimeSpan TellEvery = TimeSpan.FromMilliseconds(250);

    private readonly DefinedKinds _definitions = new();
    private readonly Lanes _lanes = new(target.Lanes, time);
    private readonly TaskScheduler _turns = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;

    private EdgeTree? _offered;
    private EdgeTree? _tree;
    private ApplyPlan? _plan;
    private DependencyGate? _gate;
    private int _failures;
    private long _told;
    private bool _removed;

    /// <summary>Called after every pass, and now and then in a long one; must return soon.</summary>
    internal Action<SiteView> OnView { get; set; } = static _ => { };

    /// <summary>Called with what is wanted when a tree is taken up; must return at once.</summary>
    internal Action<IReadOnlyDictionary<ObjectKey, WantedObject>> OnWanted { get; set; } = static _ => { };

    /// <summary>Offers a tree; the newest offered is taken up.</summary>
    internal void Offer(EdgeTree tree)
    {
        Volatile.Write(ref _offered, tree);
        queue.Add(ApplyWork.Tree);
    }

    // With one lane nothing overlaps. Steps on several objects overlap only at their awaits: everything here and below runs in turns.
    internal Task RunAsync(CancellationToken token) =>
        target.Lanes == 1 ? LoopAsync(token) : Task.Factory.StartNew(() => LoopAsync(token), token, TaskCreationOptions.DenyChildAttach, _turns).Unwrap();

    private async Task LoopAsync(CancellationToken token)
    {
        while (true)
        {
            await PassAsync(await queue.TakeAsync(token), token);
        }
    }

    private async Task PassAsync(IReadOnlyList<ApplyWork> works, CancellationToken token)
    {
        var adopted = works.Contains(ApplyWork.Tree) && await TryAdoptAsync(token);
        if (_plan is not { } plan || _tree is not { } tree)
        {
            return;
        }

        var all = adopted || works.Contains(ApplyWork.Everything);
        var keys = all ? null : works.Where(work => work.Kind is ApplyWorkKind.Object).Select(work => work.Key).ToHashSet();
        await ApplyAsync(plan, _gate!, keys, token);
        await PruneAsync(plan, keys, token);
        await FlushAsync(token);
        Tell(tree, plan);
    }

    private void Tell(EdgeTree tree, ApplyPlan plan)
    {
        _told = time.GetTimestamp();
        OnView(SiteViews.Build(tree, plan, ledger.Lines.Values, objects.Reports.Of, time.GetUtcNow()));
    }

    private async Task<bool> TryAdoptAsync(CancellationToken token)
    {
        Outcome outcome;
        try
        {
            outcome = await AdoptAsync(Volatile.Read(ref _offered)!, token);
        }
        catch (TargetUnreachableException error)
        {
            conditions.Set(ConditionTypes.TargetRefused, "Unreachable", error.Message);
            outcome = Outcome.Waiting("Unreachable", error.Message);
        }
        catch (Exception error) when (DiskTrouble.Is(error))
        {
            DiskTrouble.Report(conditions, error);
            outcome = Outcome.Waiting(DiskTrouble.TypeOf(error), error.Message);
        }

        if (outcome.Kind is OutcomeKind.Done)
        {
            _failures = 0;
            return true;
        }

        // What was taken up before stays in force meanwhile.
        LogWaits(outcome.Reason, outcome.Message);
        queue.AddAfter(ApplyWork.Tree, backoff.After(++_failures, random));
        return false;
    }

    private async Task<Outcome> AdoptAsync(EdgeTree tree, CancellationToken token)
    {
        await ledger.LoadAsync(token);
        var plan = ApplyPlan.Make(tree, ledger.Lines, objects.Contents, _definitions);
        await ledger.RecordAsync(plan.Lines, token);
        var intended = await target.IntendAsync(plan.Union, token);
        if (intended.Kind is not TargetOutcomeKind.Done)
        {
            conditions.Set(ConditionTypes.TargetRefused, intended.Reason, intended.Message);
            if (intended.Reason is ConditionTypes.DiskFull or ConditionTypes.ReadOnly)
            {
                conditions.Set(intended.Reason, intended.Reason, intended.Message);
            }

            return Outcome.Waiting(intended.Reason, intended.Message);
        }

        conditions.Clear(ConditionTypes.TargetRefused);
        // One that is being worked on is let go by the tree after: until then its line says whose it is.
        foreach (var key in plan.Orphans.Where(key => !_lanes.Has(key)))
        {
            LogOrphaned(key);
            ledger.Forget(key);
        }

        if (plan.Orphans.Count > 0)
        {
            // The target lets go of what is no longer named; a crash before that is written does it again.
            await target.IntendAsync([.. ledger.Lines.Values], token);
        }

        // A removal of the tree before may have ended meanwhile: what it took away and this tree wants is to be made anew.
        foreach (var line in plan.Union.Where(line => plan.Wanted.ContainsKey(line.Key) && !ledger.Lines.ContainsKey(line.Key)))
        {
            ledger.Note(line with { Content = default });
        }

        (_tree, _plan, _gate) = (tree, plan, new DependencyGate(tree, plan, objects.Reports, ledger.Lines, time));
        objects.Keep(plan.Wanted);
        OnWanted(plan.Wanted);
        LogAdopted(tree.Root.Version, plan.Applies.Count, plan.Prunes.Count);
        return Outcome.Done;
    }

    private async Task ApplyAsync(ApplyPlan plan, DependencyGate gate, HashSet<ObjectKey>? keys, CancellationToken token)
    {
        var (since, rank) = (0, int.MinValue);
        _told = time.GetTimestamp();
        gate.Begin();
        foreach (var key in plan.Applies)
        {
            // Who waits comes after what it waits for, so that one pass wakes a whole chain.
            if (keys is not null && !keys.Contains(key) && !gate.Wakes(key))
            {
                continue;
            }

            if (_lanes.Has(key))
            {
                // It is looked at again when the step that is under way ends.
                continue;
            }

            var needs = plan.AllNeeds(key);
            if (KindOrder.Rank(key) != rank || needs.Count > 0)
            {
                await _lanes.SettleAsync(KindOrder.Rank(key) == rank ? plan.AnyOf(needs) : null, token);
                rank = KindOrder.Rank(key);
            }

            if (!await _lanes.StartAsync(key, () => StepAsync(plan, gate, key, token), Late, token))
            {
                queue.AddAfter(ApplyWork.Object(key), Lanes.Patience);
            }

            if (++since % FlushEvery == 0)
            {
                await FlushAsync(token);
            }

            // A pass over thousands of objects takes its time, and those that are done need not wait for the rest to be told of.
            if (target.Lanes > 1 && time.GetElapsedTime(_told) > TellEvery)
            {
                Tell(_tree!, plan);
            }
        }

        await _lanes.SettleAsync(null, token);
        Wake();
    }

    private async Task StepAsync(ApplyPlan plan, DependencyGate gate, ObjectKey key, CancellationToken token)
    {
        var before = objects.Reports.Of(key);
        await objects.ApplyAsync(plan.Wanted[key], gate, token);

        // A newer tree may have been taken up meanwhile, and it is there that somebody waits.
        _gate!.Looked(plan.Wanted[key], before);
    }

    // Its pass is over: what the step found is told by another, and who waited for it is looked at there.
    private void Late(ObjectKey key)
    {
        queue.Add(ApplyWork.Object(key));
        Wake();
    }

    // With several lanes a step may end after who waits for it was passed by.
    private void Wake()
    {
        foreach (var waiting in _plan?.Applies.Where(other => _gate!.Wakes(other)) ?? [])
        {
            queue.Add(ApplyWork.Object(waiting));
        }
    }

    private async Task PruneAsync(ApplyPlan plan, HashSet<ObjectKey>? keys, CancellationToken token)
    {
        async Task RemoveAsync(TrackedObject line)
        {
            if (await objects.RemoveAsync(line, token))
            {
                _removed = true;
            }
        }

        var rank = int.MinValue;
        foreach (var key in plan.Prunes)
        {
            if (!ledger.Lines.ContainsKey(key) || _lanes.Has(key) || (keys is not null && !keys.Contains(key) && objects.Reports.Of(key)?.Reason != Blocked.StillNeeded))
            {
                continue;
            }

            if (KindOrder.Rank(key) != rank || plan.MayWait(ledger.Lines[key]))
            {
                rank = KindOrder.Rank(key);
                await _lanes.SettleAsync(null, token);
            }

            if (ledger.Lines.GetValueOrDefault(key) is not { } line)
            {
                continue;
            }

            if (plan.RemovedBefore(line).FirstOrDefault(ledger.Lines.ContainsKey) is { Kind: not null } first)
            {
                objects.Hold(line, first);
            }
            else if (!await _lanes.StartAsync(key, () => RemoveAsync(line), Late, token))
            {
                queue.AddAfter(ApplyWork.Object(key), Lanes.Patience);
            }
        }

        await _lanes.SettleAsync(null, token);
        if (_removed)
        {
            _removed = false;

            // Only tidying: a longer record than needed is no harm, so its failure is not waited for.
            await target.IntendAsync([.. ledger.Lines.Values], token);
        }
    }

    private async Task FlushAsync(CancellationToken token)
    {
        try
        {
            await ledger.FlushAsync(token);
        }
        catch (Exception error) when (DiskTrouble.Is(error))
        {
            LogDisk(error);
            DiskTrouble.Report(conditions, error);
            queue.AddAfter(ApplyWork.Records, backoff.Longest);
        }
    }

    [LoggerMessage(2220, LogLevel.Information, "Root {Version}: {Applies} objects to have, {Prunes} to remove")]
    private partial void LogAdopted(RootVersion version, int applies, int prunes);

    [LoggerMessage(2221, LogLevel.Warning, "The tree cannot be taken up yet: {Reason}: {Message}")]
    private partial void LogWaits(string reason, string message);

    [LoggerMessage(2222, LogLevel.Information, "{Object} is no longer wanted and stays, as its policy asked")]
    private partial void LogOrphaned(ObjectKey @object);

    [LoggerMessage(2223, LogLevel.Error, "The inventory cannot be written; what was done is noted and written later")]
    private partial void LogDisk(Exception error);
}
