using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Site;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Status.Report;

/// <summary>
/// Says upwards what is seen: one report a policy, the newest only, in the outbox before it is sent and there until the hub has it.
/// With no hub in reach the outbox grows with the number of policies, not with time.
/// </summary>
internal sealed partial class Reporter(
    string edge, IOutbox outbox, IHubLink link, IPartialMaker partials, SelfWatch self, EdgeConditions conditions, TimeSpan delay, Backoff backoff, Random random, TimeProvider time,
    ILogger<Reporter> log) : IDisposable
{
    private const int MessageBytes = 384 * 1024;
    private static readonly TimeSpan Forever = TimeSpan.FromHours(1);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(10);

    private readonly Wake _wake = new();
    private readonly Lock _gate = new();
    private readonly HashSet<string> _resync = new(StringComparer.Ordinal);
    private readonly HashSet<PolicyKey> _born = [];
    private readonly Dictionary<PolicyKey, Digest> _prints = [];
    private readonly Dictionary<PolicyKey, (PolicyView View, Digest Print)> _views = [];
    private readonly Dictionary<PolicyKey, (int Limit, bool Less, int Size)> _fits = [];

    // What partials were made from, of policies that say less than is seen: a status that nobody is told of still changes what it is reduced to.
    private readonly Dictionary<PolicyKey, Digest> _reduced = [];

    // What was sent of these before this process is not known, because partials alone are not worth the disk.
    private readonly HashSet<PolicyKey> _unsure = [];

    private readonly FlapBook _flaps = new(conditions, time);
    private readonly DiskVoice _disk = new(conditions);
    private readonly ReportPacer _pacer = new(edge, time);
    private Dictionary<PolicyKey, OutboxItem>? _items;
    private SiteView _view = SiteView.None;

    /// <summary>Takes what is seen now.</summary>
    internal void See(SiteView view)
    {
        Volatile.Write(ref _view, view);
        _wake.Ring();
    }

    /// <summary>The hub is in reach: send what it lacks, as fast as it says.</summary>
    internal void Send()
    {
        _pacer.Returned();
        _wake.Ring();
    }

    /// <summary>How fast the hub wants to hear.</summary>
    internal void Pace(TimeSpan pace)
    {
        _pacer.Told(pace);
        _wake.Ring();
    }

    /// <summary>The edge's labels changed: partials are made anew.</summary>
    internal void Look() => _wake.Ring();

    /// <summary>Other objects were born here than before: a policy's partial is made anew.</summary>
    internal void Born(PolicyKey policy)
    {
        lock (_gate)
        {
            _born.Add(policy);
        }

        _wake.Ring();
    }

    /// <summary>The hub wants whole reports of these policies.</summary>
    internal void Resync(IReadOnlyList<string> policies)
    {
        if (policies.Count > 0)
        {
            lock (_gate)
            {
                _resync.UnionWith(policies);
            }

            _wake.Ring();
        }
    }

    internal async Task RunAsync(CancellationToken token)
    {
        var failures = 0;
        var pause = Forever;
        while (true)
        {
            if (await _wake.WaitAsync(pause, time, token))
            {
                await Task.Delay(delay, time, token);
            }

            var done = await StepAsync(token);
            failures = done ? 0 : failures + 1;
            pause = Rest(done ? Forever : backoff.After(failures, random), done);
        }
    }

    public void Dispose() => _wake.Dispose();

    // After a failure not before the hub wants it; else when the next of what waits is due.
    private TimeSpan Rest(TimeSpan pause, bool done)
    {
        var wait = _pacer.Wait;
        if (!done)
        {
            return wait > pause ? wait : pause;
        }

        if (wait > TimeSpan.Zero && wait < pause && Unsent().Any())
        {
            pause = wait;
        }

        if (_flaps.Next is { } next && next < pause)
        {
            pause = next;
        }

        return _flaps.Any && Calm < pause ? Calm : pause;
    }

    internal async Task<bool> StepAsync(CancellationToken token)
    {
        try
        {
            _items ??= await ReadAsync(token);
            await ForgetAcknowledgedAsync(token);
            if (self.Changed() is { } changed)
            {
                Become(changed);
            }

            lock (_gate)
            {
                foreach (var policy in _born.Where(policy => _items.GetValueOrDefault(policy)?.Partial is not null))
                {
                    partials.TryAgain(policy);
                }

                _born.Clear();
            }

            var view = Volatile.Read(ref _view);
            await GatherAsync(view, token);
            _flaps.Say();
            var sent = !link.Connected || _pacer.Wait > TimeSpan.Zero || await SendAsync(token);
            _disk.Worked();
            if (view.Version != RootVersion.None && !partials.AnyAgain)
            {
                self.Made();
            }

            return sent && !partials.AnyAgain;
        }
        catch (HubUnreachableException error)
        {
            LogUnreachable(error.Message);
            if (error.RetryAfter is { } wait)
            {
                _pacer.Refused(wait);
            }
        }
        catch (Exception error) when (DiskTrouble.Is(error))
        {
            LogDisk(error);
            _disk.Failed(error);
        }
        catch (StoreDamagedException error)
        {
            // The outbox was lost and is a fresh one now; what is in memory is put there again with the next change.
            LogDamaged(error);
        }

        return false;
    }

    private async Task<Dictionary<PolicyKey, OutboxItem>> ReadAsync(CancellationToken token)
    {
        var items = (await outbox.ReadAsync(token)).ToDictionary(item => item.Policy);
        if (partials.Fleeting)
        {
            _unsure.UnionWith(items.Keys);
            foreach (var (policy, item) in items)
            {
                items[policy] = item with { Acknowledged = null };
            }
        }

        return items;
    }

    private void Become(EdgeRecord changed)
    {
        partials.Become(changed);
        foreach (var item in _items!.Values.Where(item => item.Partial is not null))
        {
            partials.TryAgain(item.Policy);
        }
    }

    private async Task GatherAsync(SiteView view, CancellationToken token)
    {
        if (view.Version == RootVersion.None)
        {
            return;
        }

        foreach (var policy in view.Policies.Values)
        {
            var known = _items!.GetValueOrDefault(policy.Policy);
            if (policy.Manifest is null && (known is null || known.Newest.Manifest.IsZero))
            {
                continue;
            }

            await PutAsync(known, ReportRules.Build(edge, policy, policy.Manifest?.Digest ?? known!.Newest.Manifest), policy, token);
        }

        foreach (var gone in _items!.Values.Where(item => !view.Named.Contains(item.Policy) && !view.Policies.ContainsKey(item.Policy)).ToList())
        {
            await PutAsync(gone, ReportRules.Last(edge, gone.Policy, view.Version), null, token);
            await partials.ForgetAsync(gone.Policy, token);
        }
    }

    private async Task PutAsync(OutboxItem? known, ReportRecord seen, PolicyView? view, CancellationToken token)
    {
        var keep = view?.Manifest?.Record.Keep ?? StatusKeep.Always;
        var report = KeepRule.Of(seen, keep, known?.Newest.Manifest == seen.Manifest && Fits(seen.Policy) ? known.Newest : null);
        var print = PrintOf(report, keep, view);
        if (known is not null && !_prints.ContainsKey(report.Policy))
        {
            _prints[report.Policy] = ReportRules.Fingerprint(known.Newest);
            if (known.Partial is { Error.Length: > 0 })
            {
                partials.TryAgain(report.Policy);
            }
        }

        var same = known is not null && _prints[report.Policy] == print && Fits(report.Policy);
        var said = same && !_unsure.Contains(report.Policy);
        Digest? under = keep is not StatusKeep.Always && view?.Manifest is { Record.Reduces: true } ? ReportRules.Fingerprint(seen) : null;
        var wait = _flaps.Note(report, print);
        if (said && !partials.IsAgain(report.Policy) && (under is null || (_reduced.TryGetValue(report.Policy, out var reduced) && reduced == under)))
        {
            _flaps.Settled(report.Policy);
            return;
        }

        // The newest is in the view, and is made into a report when its time has come.
        if (wait > TimeSpan.Zero && known is not null)
        {
            return;
        }

        var sequence = await outbox.NextSequenceAsync(token);
        var numbered = report with { Sequence = sequence };
        var partial = view is null ? null : await partials.MakeAsync(view, seen with { Sequence = sequence }, token);
        if (under is { } all)
        {
            _reduced[report.Policy] = all;
        }

        if (said && !ReportRules.IsNews(known!.Partial, partial, partials.IsAgain(report.Policy)))
        {
            return;
        }

        // Until it is in the outbox it counts as not made.
        var again = partials.IsAgain(report.Policy);
        partials.TryAgain(report.Policy);
        var limit = link.ReportBytes;
        var (fitted, size) = ReportFit.Of(numbered, limit);
        var item = new OutboxItem(report.Policy, fitted, partial, known?.Acknowledged);
        if (!(same && partials.Fleeting))
        {
            await outbox.PutAsync(item, token);
        }

        _unsure.Remove(report.Policy);
        if (!again)
        {
            partials.Settle(report.Policy);
        }

        _flaps.Told(report.Policy);
        _items![report.Policy] = item;
        _prints[report.Policy] = print;
        _fits[report.Policy] = (limit, !ReferenceEquals(fitted, numbered), size);
    }

    /// <summary>A view that is the same one as before has the same fingerprint: a region's partials change far more often than what it says of objects.</summary>
    private Digest PrintOf(ReportRecord report, StatusKeep keep, PolicyView? view)
    {
        if (view is null || keep is not StatusKeep.Always)
        {
            return ReportRules.Fingerprint(report);
        }

        if (!_views.TryGetValue(view.Policy, out var last) || !ReferenceEquals(last.View, view))
        {
            _views[view.Policy] = last = (view, ReportRules.Fingerprint(report));
        }

        return last.Print;
    }

    // What the hub's server takes is known when the link stands; a report that was made before may say too little, or too much.
    private bool Fits(PolicyKey policy) => !_fits.TryGetValue(policy, out var fit) || fit.Limit == link.ReportBytes || (!fit.Less && fit.Size <= link.ReportBytes);

    private async Task ForgetAcknowledgedAsync(CancellationToken token)
    {
        string[] wanted;
        lock (_gate)
        {
            wanted = [.. _resync];
            _resync.Clear();
        }

        foreach (var text in wanted)
        {
            if (PolicyKey.TryParse(text, out var policy) && _items!.GetValueOrDefault(policy) is { Acknowledged: not null } item)
            {
                await KeepAsync(item with { Acknowledged = null }, token);
            }
        }
    }

    [LoggerMessage(1700, LogLevel.Debug, "Reports wait for the hub: {Reason}")]
    private partial void LogUnreachable(string reason);

    [LoggerMessage(1701, LogLevel.Error, "The outbox cannot be written; reports wait")]
    private partial void LogDisk(Exception error);

    [LoggerMessage(1702, LogLevel.Error, "The outbox was damaged")]
    private partial void LogDamaged(Exception error);

    [LoggerMessage(1703, LogLevel.Warning, "The hub refused reports: {Reason}")]
    private partial void LogRefused(string reason);
}
