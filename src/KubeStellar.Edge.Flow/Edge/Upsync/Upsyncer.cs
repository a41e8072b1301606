using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Site;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Edge.Upsync;

/// <summary>
/// Carries up objects that were born here, as far as the accepted tree asks for them: looks at the target on its hints and from time to time, puts what is new into the
/// outbox, and tells the hub. With no hub in reach only the newest of each object is kept.
/// </summary>
internal sealed partial class Upsyncer(
    IUpsyncTarget? target, IUpsyncOutbox outbox, UpsyncSender sender, IHubLink link, Func<CancellationToken, Task<long>> sequence, EdgeConditions conditions, TimeSpan delay, TimeSpan fullPass,
    Backoff backoff, Random random, TimeProvider time, ILogger<Upsyncer> log) : IDisposable
{
    private const int Shown = 5;
    private static readonly IReadOnlyDictionary<ObjectKey, BornObject> None = new Dictionary<ObjectKey, BornObject>();

    private readonly Wake _wake = new();
    private readonly Lock _gate = new();
    private readonly HashSet<PolicyKey> _resync = [];
    private readonly DiskVoice _disk = new(conditions);
    private bool _anew = true;
    private Dictionary<PolicyKey, IReadOnlyDictionary<ObjectKey, BornObject>>? _born;
    private volatile Dictionary<PolicyKey, IReadOnlyDictionary<ObjectKey, BornObject>> _shown = [];
    private SiteView _view = SiteView.None;

    /// <summary>Called with a policy whose objects are others than before.</summary>
    internal Action<PolicyKey> OnChange { get; set; } = static _ => { };

    /// <summary>What is carried up for a policy, in the order of the keys. Readable from any thread.</summary>
    internal IReadOnlyList<BornObject> Of(PolicyKey policy) => _shown.TryGetValue(policy, out var born) ? [.. born.Values.OrderBy(one => one.Key)] : [];

    /// <summary>Takes what is wanted now.</summary>
    internal void See(SiteView view)
    {
        Volatile.Write(ref _view, view);
        _wake.Ring();
    }

    /// <summary>The hub is in reach again.</summary>
    internal void Send()
    {
        lock (_gate)
        {
            _anew = true;
        }

        _wake.Ring();
    }

    /// <summary>The hub does not know what it has of these policies.</summary>
    internal void Resync(IReadOnlyList<string>? policies)
    {
        if (policies is { Count: > 0 })
        {
            lock (_gate)
            {
                _resync.UnionWith(policies.Select(text => PolicyKey.TryParse(text, out var policy) ? policy : default));
            }

            _wake.Ring();
        }
    }

    /// <summary>Reads the outbox before anything is reported, so that no summary is made without what is in it. A disk that fails is tried again by the loop.</summary>
    internal async Task LoadAsync(CancellationToken token)
    {
        try
        {
            _born ??= (await outbox.ReadAsync(token)).GroupBy(one => one.Policy)
                .ToDictionary(group => group.Key, IReadOnlyDictionary<ObjectKey, BornObject> (group) => group.ToDictionary(one => one.Key));
            _shown = _born.ToDictionary();
        }
        catch (Exception error) when (DiskTrouble.Is(error) || error is StoreDamagedException)
        {
            LogDisk(error);
        }
    }

    internal async Task RunAsync(CancellationToken token)
    {
        var failures = 0;
        var pause = fullPass;
        while (true)
        {
            if (await _wake.WaitAsync(pause, time, token))
            {
                await Task.Delay(delay, time, token);
            }

            var done = await StepAsync(token);
            failures = done ? 0 : failures + 1;
            var after = done ? fullPass : backoff.After(failures, random);
            pause = after < fullPass ? after : fullPass;
        }
    }

    /// <summary>Hints of the target; one that has none is looked at from time to time.</summary>
    internal async Task WatchAsync(CancellationToken token)
    {
        var failures = 0;
        while (target is not null)
        {
            try
            {
                await foreach (var _ in target.WatchBornAsync(token).WithCancellation(token))
                {
                    failures = 0;
                    _wake.Ring();
                }
            }
            catch (Exception error) when (DiskTrouble.Is(error))
            {
                LogWatch(error);
            }

            await Task.Delay(backoff.After(++failures, random), time, token);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, time, token);
    }

    public void Dispose() => _wake.Dispose();

    internal async Task<bool> StepAsync(CancellationToken token)
    {
        await LoadAsync(token);
        var view = Volatile.Read(ref _view);
        if (_born is null || view.Version == RootVersion.None)
        {
            return _born is not null;
        }

        var asked = view.Policies.Values.Where(policy => policy.Manifest?.Record.Upsync is { Count: > 0 }).ToDictionary(policy => policy.Policy, policy => policy.Manifest!.Record.Upsync!);
        var troubles = new List<UpsyncTrouble>();
        try
        {
            await ForgetAsync(view, asked, token);
            if (asked.Count > 0)
            {
                var reading = target is null
                    ? UpsyncReading.Nothing("NotSupported", "this target has no objects of its own that could be carried up")
                    : await target.ReadBornAsync(new UpsyncQuery([.. asked.Values.SelectMany(rules => rules)], _born.Count == 0), token);
                troubles.AddRange(reading.Troubles);
                var own = view.Policies.Values.SelectMany(policy => policy.Objects.Select(item => item.Key)).ToHashSet();
                foreach (var (policy, rules) in asked)
                {
                    await TakeAsync(policy, UpsyncPlan.Of(policy, rules, Held(policy), reading, own, sender.Largest), troubles, token);
                }
            }

            Turn();
            var sent = !link.Connected || await sender.SendAsync(asked.Keys, Held, token);
            Tell([.. troubles, .. sender.Troubles]);
            _disk.Worked();
            return sent && troubles.Count == 0;
        }
        catch (HubUnreachableException error)
        {
            LogUnreachable(error.Message);
        }
        catch (Exception error) when (DiskTrouble.Is(error))
        {
            LogDisk(error);
            _disk.Failed(error);
        }
        catch (StoreDamagedException error)
        {
            // The outbox was lost and is a fresh one now: what is in memory goes there again as it changes, and after a restart from the target.
            LogDisk(error);
        }

        Tell([.. troubles, .. sender.Troubles]);
        return false;
    }

    private IReadOnlyDictionary<ObjectKey, BornObject> Held(PolicyKey policy) => _born!.GetValueOrDefault(policy) ?? None;

    /// <summary>What no tree asks for any more is forgotten; of a policy whose manifest cannot be read nothing is known, and all of it stays.</summary>
    private async Task ForgetAsync(SiteView view, Dictionary<PolicyKey, IReadOnlyList<UpsyncRule>> asked, CancellationToken token)
    {
        foreach (var (policy, held) in _born!.Where(pair => !asked.ContainsKey(pair.Key) && (view.Policies.ContainsKey(pair.Key) || !view.Named.Contains(pair.Key))).ToList())
        {
            await outbox.WriteAsync([], [.. held.Keys.Select(key => (policy, key))], token);
            Show(policy, null);
        }
    }

    private async Task TakeAsync(PolicyKey policy, UpsyncChange change, List<UpsyncTrouble> troubles, CancellationToken token)
    {
        troubles.AddRange(change.Troubles);
        if (change.Put.Count == 0 && change.Remove.Count == 0)
        {
            return;
        }

        var put = new List<BornObject>();
        foreach (var seen in change.Put)
        {
            put.Add(new BornObject(policy, seen.Key, Digest.Of(seen.Canonical.Span), await sequence(token), time.GetUtcNow(), CanonicalJson.Parse(seen.Canonical.Span)));
        }

        await outbox.WriteAsync(put, [.. change.Remove.Select(key => (policy, key))], token);
        var next = Held(policy).Where(pair => !change.Remove.Contains(pair.Key)).ToDictionary();
        foreach (var one in put)
        {
            next[one.Key] = one;
        }

        Show(policy, next);
    }

    private void Show(PolicyKey policy, Dictionary<ObjectKey, BornObject>? next)
    {
        if (next is null || next.Count == 0)
        {
            _born!.Remove(policy);
        }
        else
        {
            _born![policy] = next;
        }

        _shown = _born.ToDictionary();
        OnChange(policy);
    }

    private void Turn()
    {
        List<PolicyKey> wanted;
        bool anew;
        lock (_gate)
        {
            (wanted, anew) = ([.. _resync], _anew);
            _resync.Clear();
            _anew = false;
        }

        if (anew)
        {
            sender.Forget();
        }

        wanted.ForEach(policy => sender.Forget(policy));
    }

    private void Tell(IReadOnlyList<UpsyncTrouble> troubles)
    {
        if (troubles.Count == 0)
        {
            conditions.Clear(ConditionTypes.UpsyncIncomplete);
            return;
        }

        var more = troubles.Count > Shown ? $"; and {troubles.Count - Shown} more" : "";
        conditions.Set(ConditionTypes.UpsyncIncomplete, troubles[0].Reason, string.Join("; ", troubles.Take(Shown).Select(trouble => trouble.Message)) + more);
    }

    [LoggerMessage(2600, LogLevel.Debug, "Objects that were born here wait for the hub: {Reason}")]
    private partial void LogUnreachable(string reason);

    [LoggerMessage(2601, LogLevel.Error, "The outbox of objects that were born here cannot be read or written; they wait")]
    private partial void LogDisk(Exception error);

    [LoggerMessage(2602, LogLevel.Warning, "Watching for objects that are born here failed; they are looked for from time to time, and watched again")]
    private partial void LogWatch(Exception error);
}
