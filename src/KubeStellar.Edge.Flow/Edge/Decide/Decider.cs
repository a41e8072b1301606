using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Site;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Edge.Decide;

/// <summary>
/// Stands between what was received and what is applied: people at the site hold changes off, windows let them in, and what is not healthy in time goes back. What it decides
/// is on the disk before anything acts on it.
/// </summary>
internal sealed partial class Decider(TreeStore trees, IRootStore roots, EdgeConditions conditions, TimeProvider time, ILogger<Decider> log) : ISiteOrders, IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    private readonly Wake _wake = new();
    private readonly Lock _gate = new();
    private readonly TrialBook _trials = new(conditions);
    private readonly DiskVoice _disk = new(conditions);
    private SiteDecisions _now = new() { InForce = null };
    private SiteClock? _clock;
    private TimeSpan _away;
    private EdgeTree? _accepted;
    private bool _undecided;
    private bool _failing;
    private IReadOnlyList<ManifestRecord> _waiting = [];

    /// <summary>Called with what is to be applied; must return at once.</summary>
    internal Action<EdgeTree> OnTree { get; set; } = static _ => { };

    /// <summary>Called when this device's clock is no longer believed, and a hub should show its own; must return at once.</summary>
    internal Action OnDoubt { get; set; } = static () => { };

    /// <summary>Reads what was decided before. Before any tree is offered. While the disk cannot be read nothing is decided and nothing handed on; it is read again with each look.</summary>
    internal void Load()
    {
        lock (_gate)
        {
            Attempt(() => _ = Read());
        }
    }

    /// <summary>Takes a tree that was accepted.</summary>
    internal void Offer(EdgeTree tree)
    {
        lock (_gate)
        {
            _accepted = tree;
            Attempt(Choose);
        }

        _wake.Ring();
    }

    /// <summary>Takes what is seen of the target.</summary>
    internal void See(SiteView view)
    {
        lock (_gate)
        {
            if (_trials.See(_now, view) is { } ended)
            {
                Attempt(() => Record(_now with { Trials = ended }));
            }
        }
    }

    /// <inheritdoc/>
    public void Pause(string reason, string by, TimeSpan? length)
    {
        lock (_gate)
        {
            Read();
            Record(_now with { Hold = new SiteHold(reason, by, time.GetUtcNow(), length is { } some ? (long)some.TotalMilliseconds : null) });
            _away = TimeSpan.Zero;
            LogPaused(by, reason);
            Say();
        }

        _wake.Ring();
    }

    /// <inheritdoc/>
    public bool Resume(string by)
    {
        lock (_gate)
        {
            Read();
            if (_now.Hold is null)
            {
                return false;
            }

            Record(_now with { Hold = null });
            LogResumed(by);
            Choose();
        }

        _wake.Ring();
        return true;
    }

    /// <summary>A hub showed its time: whether this clock is about the same.</summary>
    internal void Compare(bool same)
    {
        lock (_gate)
        {
            _clock?.Compare(same);
            if (same && _away > TimeSpan.Zero && _now.Hold?.Left is not null)
            {
                // Time that passed while the daemon was not running counts once the clock is known to be right.
                _now = _now with { Hold = Less(_now.Hold, _away) };
            }

            _away = same ? TimeSpan.Zero : _away;
        }

        _wake.Ring();
    }

    /// <summary>Lets time pass.</summary>
    internal async Task RunAsync(CancellationToken token)
    {
        while (true)
        {
            await _wake.WaitAsync(Pass(), time, token);
        }
    }

    public void Dispose() => _wake.Dispose();

    /// <summary>Counts the time since it was called last, does what it is time for, and says when it is to be called again.</summary>
    internal TimeSpan Pass()
    {
        lock (_gate)
        {
            _failing = false;
            Attempt(Look);
            return _failing ? AfterFailure : Next();
        }
    }

    private void Look()
    {
        var clock = Read();
        var trusted = clock.Trusted;
        var passed = clock.Look();
        if (trusted && !clock.Trusted)
        {
            OnDoubt();
        }

        var (trials, failed) = _trials.Pass(_now, passed);
        var hold = _now.Hold is { Left: not null } some ? Less(some, passed) : _now.Hold;
        var before = _now;
        _now = _now with { Trials = trials, Hold = hold };
        if (hold is { Left: <= 0 })
        {
            Record(_now with { Hold = null });
            LogResumed("time");
            Choose();
        }

        foreach (var (policy, trial, why) in failed)
        {
            Return(policy, trial, why);
        }

        if (_undecided || _waiting.Any(Open))
        {
            Choose();
        }
        else if (_waiting.Count > 0)
        {
            Say();
        }

        if (!ReferenceEquals(before, _now) && time.GetUtcNow() - _now.At >= Longest && (_now.Hold?.Left is not null || _now.Trials.Count > 0))
        {
            Record(_now);
        }
    }

    /// <summary>What was decided before, once; from then on it is in memory. Throws what the disk says.</summary>
    private SiteClock Read()
    {
        if (_clock is { } known)
        {
            return known;
        }

        try
        {
            _now = roots.ReadDecisions() ?? _now;
            _clock = new SiteClock(time, _now.At);
            _away = _now.At == default ? TimeSpan.Zero : time.GetUtcNow() - _now.At;
        }
        catch (StoreDamagedException error)
        {
            LogDamaged(error.Message);
            _clock = new SiteClock(time, default);
            var unknown = new SiteHold($"{error.Message}, so nothing is changed before somebody looks: 'kse resume' takes up what the hub wants", "kse", time.GetUtcNow(), null);
            _now = new SiteDecisions { InForce = null, Hold = unknown };
        }

        Pin();
        Say();
        return _clock;
    }

    /// <summary>Does something; where the disk refuses, what was handed on before stays in force, and the next look tries again.</summary>
    private void Attempt(Action act)
    {
        try
        {
            act();
        }
        catch (Exception error) when (DiskTrouble.Is(error))
        {
            _failing = true;
            _disk.Failed(error);
            LogDisk(error);
        }
    }

    private static SiteHold Less(SiteHold hold, TimeSpan passed) => hold with { Left = Math.Max(0, hold.Left!.Value - (long)passed.TotalMilliseconds) };

    private TimeSpan Next()
    {
        var next = Longest;
        void Soon(double milliseconds) => next = TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 1, next.TotalMilliseconds));
        if (_now.Hold?.Left is { } left)
        {
            Soon(left);
        }

        foreach (var trial in _now.Trials.Values)
        {
            Soon(trial.Left + 1);
        }

        foreach (var opens in _waiting.Select(manifest => WindowClock.NextOpening(SiteWindows.Of(manifest), time.GetUtcNow())).OfType<DateTimeOffset>())
        {
            Soon((opens - time.GetUtcNow()).TotalMilliseconds);
        }

        return next;
    }

    private void Return(PolicyKey policy, Trial trial, string why)
    {
        if (trees.GoodOf(policy) is not { } good || !trees.IsWhole(new RootEntry(policy, good)))
        {
            return;
        }

        var text = $"it was not healthy in time ({why}); this site went back to its last good manifest and tries again with the next change";
        Record(_now with { Back = new(_now.Back) { [policy] = new WentBack(trial.Manifest, good, time.GetUtcNow(), text) }, Trials = Without(_now.Trials, policy) });
        LogWentBack(policy, trial.Manifest, why);
        Choose();
    }

    private static SortedDictionary<PolicyKey, Trial> Without(SortedDictionary<PolicyKey, Trial> trials, PolicyKey policy) =>
        new(trials.Where(pair => pair.Key != policy).ToDictionary());

    /// <summary>Decides anew and hands on what comes of it.</summary>
    private void Choose()
    {
        _undecided = true;
        Read();
        if (_accepted is not { } accepted || (_now.Hold is not null && _now.InForce is null))
        {
            _undecided = false;
            Say();
            return;
        }

        var choice = SiteRule.Choose(accepted, _now, trees.Manifest, Open);
        var back = _now.Hold is not null ? _now.Back
            : new(_now.Back.Where(pair => accepted.Manifests.TryGetValue(pair.Key, out var wanted) && wanted.Digest == pair.Value.From).ToDictionary());
        var keys = SiteKeys.Of(_now, choice.Tree, trees);
        var decided = _now with { InForce = choice.InForce, Back = back, Trials = TrialBook.Of(_now, choice.Tree, trees.GoodOf), Keys = keys.Count > 0 ? keys : null };
        if (!Same(decided, _now))
        {
            Record(decided);
        }

        _undecided = false;
        _waiting = [.. choice.Waiting.Select(policy => (accepted.Manifests.GetValueOrDefault(policy) ?? choice.Tree.Manifests.GetValueOrDefault(policy))?.Record).OfType<ManifestRecord>()];
        Pin();
        Say();
        OnTree(choice.Tree with { Keys = keys });
    }

    private bool Open(ManifestRecord manifest) => SiteWindows.Of(manifest) is not { Count: > 0 } windows || (_clock!.Trusted && WindowClock.IsOpen(windows, time.GetUtcNow()));

    /// <summary>Whether two say the same, but for time that passed.</summary>
    private static bool Same(SiteDecisions one, SiteDecisions other) =>
        (one.InForce is null) == (other.InForce is null) && (one.InForce ?? []).SequenceEqual(other.InForce ?? []) && one.Back.SequenceEqual(other.Back)
        && (one.Keys ?? []).SequenceEqual(other.Keys ?? [])
        && one.Trials.Select(pair => (pair.Key, pair.Value.Manifest)).SequenceEqual(other.Trials.Select(pair => (pair.Key, pair.Value.Manifest)));

    private void Record(SiteDecisions decisions)
    {
        decisions = decisions with { At = time.GetUtcNow() };
        roots.WriteDecisions(decisions);
        _disk.Worked();
        _now = decisions;
    }

    private void Pin() => trees.Pin((_now.InForce ?? []).Select(pair => new RootEntry(pair.Key, pair.Value)), SiteKeys.Seals(_now));

    private void Say()
    {
        Tell(ConditionTypes.ChangesHeld, "Paused", _now.Hold is { } hold
            ? $"{hold.By} holds changes off since {hold.Since:u}: {hold.Reason}{(hold.Left is { } left ? $" (until about {time.GetUtcNow().AddMilliseconds(left):u})" : "")}" : null);
        Tell(ConditionTypes.WindowClosed, ConditionTypes.WindowClosed, _now.Hold is null && _waiting.Count > 0
            ? string.Join("; ", _waiting.Select(manifest => $"a change of {manifest.Policy} waits: {SiteWindows.Explain(manifest, time.GetUtcNow(), _clock!.Trusted)}")) : null);
        Tell(ConditionTypes.WentBack, "NotHealthy", _now.Back.Count > 0 ? string.Join("; ", _now.Back.Select(pair => $"{pair.Key}: {pair.Value.Why}")) : null);
    }

    private void Tell(string type, string reason, string? message)
    {
        if (message is null)
        {
            conditions.Clear(type);
        }
        else
        {
            conditions.Set(type, reason, message);
        }
    }

    [LoggerMessage(2150, LogLevel.Error, "{Reason}; changes are held until somebody resumes")]
    private partial void LogDamaged(string reason);

    [LoggerMessage(2151, LogLevel.Warning, "{By} holds changes off: {Reason}")]
    private partial void LogPaused(string by, string reason);

    [LoggerMessage(2152, LogLevel.Information, "Changes are let in again, by {By}")]
    private partial void LogResumed(string by);

    [LoggerMessage(2153, LogLevel.Warning, "{Policy} goes back to its last good manifest from {Manifest}: {Why}")]
    private partial void LogWentBack(PolicyKey policy, Digest manifest, string why);

    [LoggerMessage(2154, LogLevel.Error, "What this site decides cannot be written")]
    private partial void LogDisk(Exception error);
}
