using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Site;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>Does what one object needs: apply, look, correct, remove. Its failures and its fights are its own, with its own pauses.</summary>
internal sealed partial class ObjectRunner(
    ITarget target, Ledger ledger, ContentSource contents, EdgeConditions conditions, WorkQueue<ApplyWork> queue, Backoff backoff, Random random, TimeProvider time,
    ILogger<ObjectRunner> log)
{
    private const int FreeCorrections = 3;
    private static readonly TimeSpan ShortestGap = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly KeyedBackoff<ObjectKey> _retries = new(backoff, random);
    private readonly KeyedBackoff<ObjectKey> _looks = new(new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30)), random);
    private readonly Dictionary<ObjectKey, long> _attempts = [];
    private readonly Dictionary<ObjectKey, (int Count, long Last)> _corrections = [];
    private readonly Dictionary<ObjectKey, ReportObject> _reports = [];

    /// <summary>Called when a content of the tree is gone from the store.</summary>
    internal Action OnContentMissing { get; set; } = static () => { };

    /// <summary>What is known of an object; null before the first look.</summary>
    internal ReportObject? ReportOf(ObjectKey key) => _reports.GetValueOrDefault(key);

    /// <summary>Forgets objects that are neither wanted nor tracked, and pauses, because a new tree is a new chance.</summary>
    internal void Keep(IReadOnlyDictionary<ObjectKey, WantedObject> wanted)
    {
        foreach (var key in _reports.Keys.Where(key => !wanted.ContainsKey(key) && !ledger.Lines.ContainsKey(key)).ToList())
        {
            _reports.Remove(key);
            _corrections.Remove(key);
            _looks.Succeeded(key);
        }

        foreach (var key in _attempts.Keys.ToList())
        {
            _attempts.Remove(key);
            _retries.Succeeded(key);
        }
    }

    internal async Task ApplyAsync(WantedObject item, CancellationToken token)
    {
        var (key, entry) = (item.Entry.Key, item.Entry);
        if (TooSoon(key))
        {
            return;
        }

        try
        {
            if (contents(entry.Content) is not { } content)
            {
                OnContentMissing();
                Fail(key, entry.Content, "ContentMissing", "The content is missing in the local store and must come from the hub.");
                return;
            }

            await ApplyAsync(new TargetObject(item.Policy, entry, content), ledger.Lines[key], token);
        }
        catch (Exception error) when (DiskTrouble.Is(error))
        {
            LogDisk(key, error);
            Fail(key, entry.Content, DiskTrouble.TypeOf(error), error.Message);
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
        catch (Exception error) when (DiskTrouble.Is(error))
        {
            outcome = new TargetOutcome(TargetOutcomeKind.Waiting, false, DiskTrouble.TypeOf(error), error.Message);
        }

        if (outcome.Kind is not TargetOutcomeKind.Done)
        {
            Fail(line.Key, line.Content, outcome.Reason, outcome.Message, applied: true);
            return false;
        }

        LogRemoved(line.Key);
        ledger.Forget(line.Key);
        _reports.Remove(line.Key);
        _retries.Succeeded(line.Key);
        _attempts.Remove(line.Key);
        return true;
    }

    private async Task ApplyAsync(TargetObject wanted, TrackedObject line, CancellationToken token)
    {
        var (key, entry) = (wanted.Entry.Key, wanted.Entry);
        var correcting = false;
        if (ObjectRule.LookFirst(entry, line))
        {
            var state = await target.ObserveAsync(wanted, token);
            switch (ObjectRule.Decide(entry, state))
            {
                case ObjectStep.Leave:
                    Succeed(key, entry, state);
                    return;
                case ObjectStep.Tell:
                    Succeed(key, entry, state with { Reason = "Drifted", Message = state.Exists ? "It was changed in the target." : "It was removed from the target." });
                    return;
                default:
                    if (Fights(key) is { } pause)
                    {
                        queue.AddAfter(ApplyWork.Object(key), pause);
                        Tell(key, entry.Content, "Fight", "Something in the target keeps changing it back; corrections pause in between.", state.Exists);
                        return;
                    }

                    correcting = true;
                    break;
            }
        }

        var outcome = await target.ApplyAsync(wanted, line, token);
        if (outcome.Kind is not TargetOutcomeKind.Done)
        {
            Fail(key, entry.Content, outcome.Reason, outcome.Message);
            return;
        }

        if (correcting)
        {
            LogCorrected(key);
        }

        if (conditions.Holds(ConditionTypes.DiskFull) || conditions.Holds(ConditionTypes.ReadOnly))
        {
            DiskTrouble.Clear(conditions);
        }

        if (line.Content != entry.Content)
        {
            LogApplied(key, entry.Content);
            ledger.Note(line with { Content = entry.Content });
        }

        Succeed(key, entry, await target.ObserveAsync(wanted, token));
    }

    private void Succeed(ObjectKey key, ManifestEntry entry, TargetState state)
    {
        _retries.Succeeded(key);
        _attempts.Remove(key);
        var now = time.GetUtcNow();
        _reports[key] = new ReportObject
        {
            Content = entry.Content,
            Applied = state.Exists,
            ObservedAfterApply = true,
            Health = state.Health,
            Reason = state.Reason,
            Message = state.Message,
            Conditions = state.Conditions,
            Status = state.Status,
            ObservedAt = now,
        };
        if (state.Health is Health.InProgress)
        {
            queue.AddAfter(ApplyWork.Object(key), _looks.Failed(key));
        }
        else
        {
            _looks.Succeeded(key);
        }
    }

    private void Fail(ObjectKey key, Digest content, string reason, string message, bool applied = false)
    {
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
        Tell(key, content, reason, message, applied);
    }

    private void Tell(ObjectKey key, Digest content, string reason, string message, bool applied) => _reports[key] = new ReportObject
    {
        Content = content,
        Applied = applied,
        Health = applied ? Health.Unknown : Health.Failed,
        Reason = reason,
        Message = message,
        ObservedAt = time.GetUtcNow(),
    };

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

    private TimeSpan? Fights(ObjectKey key)
    {
        var (count, last) = _corrections.GetValueOrDefault(key);
        var gap = time.GetElapsedTime(last);
        count = count == 0 || gap > Quiet ? 0 : count;
        if (count >= FreeCorrections)
        {
            var pause = backoff.After(count - FreeCorrections + 1, random);
            if (gap < pause)
            {
                return pause - gap;
            }
        }

        _corrections[key] = (count + 1, time.GetTimestamp());
        return null;
    }

    [LoggerMessage(2210, LogLevel.Information, "Applied {Object} ({Content})")]
    private partial void LogApplied(ObjectKey @object, Digest content);

    [LoggerMessage(2211, LogLevel.Information, "Put {Object} back as it should be")]
    private partial void LogCorrected(ObjectKey @object);

    [LoggerMessage(2212, LogLevel.Information, "Removed {Object}")]
    private partial void LogRemoved(ObjectKey @object);

    [LoggerMessage(2213, LogLevel.Warning, "{Object} is not as wanted: {Reason}: {Message}")]
    private partial void LogFailed(ObjectKey @object, string reason, string message);

    [LoggerMessage(2214, LogLevel.Warning, "The disk failed under {Object}")]
    private partial void LogDisk(ObjectKey @object, Exception error);
}
