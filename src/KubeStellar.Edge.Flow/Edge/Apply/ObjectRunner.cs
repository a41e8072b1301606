using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Flow.State.Site;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>Does what one object needs: apply, look, correct, remove. Its failures and its fights are its own, with its own pauses.</summary>
internal sealed partial class ObjectRunner(
    ITarget target, Ledger ledger, ContentSource contents, EdgeConditions conditions, WorkQueue<ApplyWork> queue, Backoff backoff, Random random, TimeProvider time,
    ILogger<ObjectRunner> log)
{
    /// <summary>Reason of an object whose secret values cannot be opened.</summary>
    internal const string SealBroken = "SealBroken";

    private static readonly TimeSpan ShortestGap = TimeSpan.FromMilliseconds(250);

    private readonly KeyedBackoff<ObjectKey> _retries = new(backoff, random);
    private readonly KeyedBackoff<ObjectKey> _looks = new(new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30)), random);
    private readonly Dictionary<ObjectKey, long> _attempts = [];
    private readonly FightWatch _fights = new(backoff, random, time);
    private readonly Dictionary<ObjectKey, (WantedObject Item, TargetState State, bool Told)> _asked = [];
    private readonly StuckBook _stuck = new(target, time);
    private IReadOnlyDictionary<ObjectKey, WantedObject> _wanted = new Dictionary<ObjectKey, WantedObject>();

    /// <summary>Called when a content of the tree is gone from the store.</summary>
    internal Action OnContentMissing { get; set; } = static () => { };

    /// <summary>Reads a live object.</summary>
    internal required Func<WantedObject, ReadOnlyMemory<byte>, LiveReading> Read { get; init; }

    /// <summary>What the owner of the device lets in; null for everything.</summary>
    internal DeviceAllowance? Allowance { get; init; }

    /// <summary>Reads contents of the tree.</summary>
    internal ContentSource Contents => contents;

    /// <summary>What is known of each object.</summary>
    internal ObjectReports Reports { get; } = new(time);

    /// <summary>Forgets objects that are neither wanted nor tracked, and pauses, because a new tree is a new chance.</summary>
    internal void Keep(IReadOnlyDictionary<ObjectKey, WantedObject> wanted)
    {
        _wanted = wanted;
        foreach (var key in Reports.Keys.Where(key => !wanted.ContainsKey(key) && !ledger.Lines.ContainsKey(key)))
        {
            Reports.Forget(key);
            _fights.Forget(key);
            _looks.Succeeded(key);
            _stuck.Forget(key);
        }

        _asked.Clear();

        foreach (var key in _attempts.Keys.ToList())
        {
            _attempts.Remove(key);
            _retries.Succeeded(key);
        }
    }

    internal async Task ApplyAsync(WantedObject item, DependencyGate gate, CancellationToken token)
    {
        var (key, entry) = (item.Entry.Key, item.Entry);
        if (!ledger.Lines.TryGetValue(key, out var line) || TooSoon(key))
        {
            return;
        }

        if (Allowance?.WhyNot(key) is { } denied)
        {
            await DenyAsync(entry, line, denied, token);
            return;
        }

        if (_asked.Remove(key, out var asked))
        {
            // The answer to that look is told before the next one, or an object that changes faster than its policy answers is never told of.
            Seen(asked.Item, asked.State, asked.Told);
        }

        try
        {
            if (contents(entry.Content) is not { } content)
            {
                OnContentMissing();
                Fail(key, entry.Content, Waiting("ContentMissing", "The content is missing in the local store and must come from the hub."));
                return;
            }

            var wanted = new TargetObject(item.Policy, entry, content)
            {
                Judged = item.Judge is not null,
                Former = line.Content.IsZero || line.Content == entry.Content ? null : contents(line.Content),
            };
            await ApplyAsync(item, wanted, line, gate, token);
        }
        catch (SealBrokenException error)
        {
            // What was applied before stays as it is.
            Fail(key, entry.Content, new TargetOutcome(TargetOutcomeKind.Stalled, false, SealBroken, error.Message), applied: line.Content == entry.Content);
        }
        catch (TargetUnreachableException error)
        {
            Fail(key, entry.Content, Waiting("Unreachable", error.Message));
        }
        catch (Exception error) when (DiskTrouble.Is(error))
        {
            LogDisk(key, error);
            Fail(key, entry.Content, Waiting(DiskTrouble.TypeOf(error), error.Message));
        }
    }

    internal async Task<bool> RemoveAsync(TrackedObject line, CancellationToken token)
    {
        if (TooSoon(line.Key))
        {
            return false;
        }

        TargetOutcome outcome;
        try
        {
            outcome = await target.RemoveAsync(line, token);
        }
        catch (TargetUnreachableException error)
        {
            outcome = Waiting("Unreachable", error.Message);
        }
        catch (Exception error) when (DiskTrouble.Is(error))
        {
            outcome = Waiting(DiskTrouble.TypeOf(error), error.Message);
        }

        if (outcome.Kind is not TargetOutcomeKind.Done)
        {
            Fail(line.Key, line.Content, outcome, applied: true);
            return false;
        }

        LogRemoved(line.Key);
        _stuck.Forget(line.Key);
        if (_wanted.ContainsKey(line.Key) && ledger.Lines.TryGetValue(line.Key, out var again))
        {
            // A newer tree wants it again: it is to be made anew.
            ledger.Note(again with { Content = default });
        }
        else
        {
            ledger.Forget(line.Key);
        }

        Reports.Forget(line.Key);
        _retries.Succeeded(line.Key);
        _attempts.Remove(line.Key);
        return true;
    }

    /// <summary>Leaves an object that should be gone until what depends on it is.</summary>
    internal void Hold(TrackedObject line, ObjectKey first) =>
        Reports.Tell(line.Key, line.Content, Blocked.StillNeeded, $"it is removed after {first}, which depends on it", applied: true);

    /// <summary>The owner of the device does not let it in: it is not touched, and removed only if that is what the owner says.</summary>
    private async Task DenyAsync(ManifestEntry entry, TrackedObject line, string why, CancellationToken token)
    {
        if (Reports.Of(entry.Key)?.Reason != DeviceAllowance.Reason)
        {
            LogDenied(entry.Key, why);
        }

        // Once it is gone, or never was, there is a line for what may come, and nothing to remove.
        if (Allowance!.Removes && !line.Content.IsZero && !await RemoveAsync(line, token))
        {
            return;
        }

        _asked.Remove(entry.Key);
        var there = !line.Content.IsZero && !Allowance.Removes;
        Reports.Tell(entry.Key, entry.Content, DeviceAllowance.Reason, there ? $"{why}; what is there stays as it is" : why, applied: false);
    }

    private async Task ApplyAsync(WantedObject item, TargetObject wanted, TrackedObject line, DependencyGate gate, CancellationToken token)
    {
        var (key, entry) = (wanted.Entry.Key, wanted.Entry);
        var (correcting, creating) = (false, line.Content.IsZero);
        if (ObjectRule.LookFirst(entry, line))
        {
            var state = await target.ObserveAsync(wanted, token);
            switch (ObjectRule.Decide(entry, state))
            {
                case ObjectStep.Leave:
                    await SeenAsync(item, wanted, state, told: false, token);
                    return;
                case ObjectStep.Tell:
                    await SeenAsync(item, wanted, state, told: true, token);
                    return;
                default:
                    (correcting, creating) = (true, state is { Exists: false, Health: not Health.Unknown });
                    if (creating && gate.Judge(key, restoring: true) is { } lacking)
                    {
                        Wait(entry, lacking);
                        return;
                    }

                    if (state is not { Exists: false, Health: Health.Unknown } && _fights.Pause(key) is { } pause)
                    {
                        queue.AddAfter(ApplyWork.Object(key), pause);
                        Reports.Tell(key, entry.Content, "Fight", Fight(state), state.Exists);
                        return;
                    }

                    break;
            }
        }
        else if (gate.Judge(key, restoring: false, creating) is { } lacking)
        {
            await WaitAsync(item, wanted, line, lacking, gate, token);
            return;
        }

        if (_wanted.GetValueOrDefault(key) is not { } now || now.Policy != item.Policy || now.Entry != entry)
        {
            // Looking took so long that a newer tree says something else of it.
            return;
        }

        var outcome = await target.ApplyAsync(wanted, line, token);
        if (outcome.Kind is not TargetOutcomeKind.Done)
        {
            Fail(key, entry.Content, outcome);
            return;
        }

        if (correcting)
        {
            LogCorrected(key);
        }

        if (creating && outcome.Changed)
        {
            Reports.Made(key);
        }

        if (conditions.Holds(ConditionTypes.DiskFull) || conditions.Holds(ConditionTypes.ReadOnly))
        {
            DiskTrouble.Clear(conditions);
        }

        Note(entry);
        await SeenAsync(item, wanted, await target.ObserveAsync(wanted, token), told: false, token);
    }

    private async Task WaitAsync(WantedObject item, TargetObject wanted, TrackedObject line, Blocked blocked, DependencyGate gate, CancellationToken token)
    {
        var state = await target.ObserveAsync(wanted, token);
        if (state is { Exists: true, Matches: true })
        {
            // It was applied before: the daemon died, or lost its inventory, before that was on record.
            Note(wanted.Entry);
            await SeenAsync(item, wanted, state, told: false, token);
            return;
        }

        await KeepAsync(wanted, line, gate, token);
        Wait(wanted.Entry, blocked);
    }

    // While the new content waits, the one before is what should be there, as far as it is still in the store.
    private async Task KeepAsync(TargetObject wanted, TrackedObject line, DependencyGate gate, CancellationToken token)
    {
        var (key, entry) = (wanted.Entry.Key, wanted.Entry with { Content = line.Content });
        if (line.Content.IsZero || entry is not { Drift: DriftMode.Correct, CreateOnly: false } || contents(line.Content) is not { } content)
        {
            return;
        }

        var before = new TargetObject(wanted.Policy, entry, content);
        try
        {
            await RestoreAsync(before, line, gate, token);
        }
        catch (SealBrokenException error)
        {
            LogNotKept(key, error.Message);
        }
    }

    private async Task RestoreAsync(TargetObject before, TrackedObject line, DependencyGate gate, CancellationToken token)
    {
        var (key, entry) = (before.Entry.Key, before.Entry);
        var state = await target.ObserveAsync(before, token);
        if (ObjectRule.Decide(entry, state) is ObjectStep.Correct && (state.Exists || gate.Judge(key, restoring: true) is null) && _fights.Pause(key) is null
            && await target.ApplyAsync(before, line, token) is { Kind: TargetOutcomeKind.Done })
        {
            LogCorrected(key);
        }
    }

    private void Wait(ManifestEntry entry, Blocked blocked)
    {
        _retries.Succeeded(entry.Key);
        _attempts.Remove(entry.Key);
        if (Reports.Of(entry.Key)?.Reason != blocked.Reason)
        {
            LogWaits(entry.Key, blocked.Reason, blocked.Message);
        }

        // What it waits for wakes it; but who waits for its servers waits only so long.
        Reports.Waits(entry, blocked);
        if (ImpliedNeeds.IsCaller(entry.Key))
        {
            queue.AddAfter(ApplyWork.Object(entry.Key), DependencyGate.ServerPatience);
        }
    }

    private static string Fight(TargetState state) => state.Drifted is { Count: > 0 } fields
        ? $"Something in the target keeps changing it back ({DriftText.Of(fields)}); corrections pause in between. If that is its business, leave it these fields: {DriftText.Remedy(fields)}."
        : "Something in the target keeps changing it back; corrections pause in between.";

    // A step may have taken long; the line is as it is now.
    private void Note(ManifestEntry entry)
    {
        if (ledger.Lines.TryGetValue(entry.Key, out var line) && line.Content != entry.Content)
        {
            LogApplied(entry.Key, entry.Content);
            ledger.Note(line with { Content = entry.Content });
        }
    }

    private async Task SeenAsync(WantedObject item, TargetObject wanted, TargetState state, bool told, CancellationToken token)
    {
        Seen(item, state, told);
        if (Reports.Of(item.Entry.Key) is { } report && await _stuck.EventsAsync(wanted, state, report, token) is { } events)
        {
            Reports.Explained(item.Entry, events);
        }
    }

    private void Seen(WantedObject item, TargetState state, bool told)
    {
        var key = item.Entry.Key;
        _retries.Succeeded(key);
        _attempts.Remove(key);
        var reading = state is { Exists: true, Live: { IsEmpty: false } live } ? Read(item, live) : null;
        if (reading is { Verdict: null })
        {
            // The answer wakes it.
            _asked.TryAdd(key, (item, state, told));
            Reports.Asked(item.Entry);
            return;
        }

        var health = Reports.Seen(item.Entry, state, reading, told).Health;
        if (health is Health.InProgress or Health.Unknown || (health is Health.Failed && state.Live is not null))
        {
            queue.AddAfter(ApplyWork.Object(key), _looks.Failed(key));
        }
        else
        {
            _looks.Succeeded(key);
        }
    }

    private static TargetOutcome Waiting(string reason, string message) => new(TargetOutcomeKind.Waiting, false, reason, message);

    private void Fail(ObjectKey key, Digest content, TargetOutcome outcome, bool applied = false)
    {
        var (reason, message) = (outcome.Reason, outcome.Message);
        if (reason is ConditionTypes.DiskFull or ConditionTypes.ReadOnly)
        {
            conditions.Set(reason, reason, message);
        }

        if (_retries.Failures(key) == 0)
        {
            LogFailed(key, reason, message);
        }

        _attempts[key] = time.GetTimestamp();
        queue.AddAfter(ApplyWork.Object(key), _retries.Failed(key));
        Reports.Tell(key, content, reason, message, applied, outcome.Kind is TargetOutcomeKind.Waiting);
    }

    // Hints come as often as somebody touches the target; an object that fails is tried at its own pace.
    private bool TooSoon(ObjectKey key)
    {
        if (!_attempts.TryGetValue(key, out var last) || time.GetElapsedTime(last) is var gap && gap >= ShortestGap)
        {
            return false;
        }

        queue.AddAfter(ApplyWork.Object(key), ShortestGap - gap);
        return true;
    }
}
