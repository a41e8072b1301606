using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Sources;
using KubeStellar.Edge.Kubernetes.Cluster.Api;
using KubeStellar.Edge.Kubernetes.Cluster.Watch;
using KubeStellar.Edge.Kubernetes.Source.Events;
using KubeStellar.Edge.Kubernetes.Source.Objects;
using KubeStellar.Edge.Kubernetes.Source.Policies;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Kubernetes.Source;

/// <summary>
/// One run of a cluster source: watches fill two desks, and one loop hands over what waits on them, asks which cluster it is before it obeys, and says back how things are. What a cluster that is
/// another one, or went back in time, no longer has is no wish of its people: then nothing is done until a person confirms.
/// </summary>
internal sealed partial class ClusterSession(
    KubernetesSourceOptions options, ISourceFeed feed, ApiClient client, KindFollower kinds, ObjectDesk objects, PolicyDesk policies, PolicyTeller teller, StatusTeller statuses,
    EventRecorder events, Wake wake,
    TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Coalesce = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FirstLists = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(5);
    private readonly long _began = time.GetTimestamp();
    private string _held = "";
    private string _notRemoved = "";
    private long _retried = time.GetTimestamp();
    private long? _laterSince;
    private bool _begun;
    private bool _synced;
    private bool _dirty = true;
    private bool _confirmed;
    private bool _check = true;
    private bool _again;
    private string _version = "";

    // Its versions rise past the one from before by themselves: only a person ends this.
    private string _wentBack = "";

    /// <summary>Runs until the token ends; returns when all is to be listed anew, because a person said that this is the cluster.</summary>
    /// <param name="confirmed">Whether a person let it go on; asked, and forgotten, once.</param>
    /// <param name="token">Ends it.</param>
    internal async Task RunAsync(Func<bool> confirmed, CancellationToken token)
    {
        while (!_again)
        {
            await kinds.StepAsync(token);
            _confirmed |= confirmed();
            if (IsDue())
            {
                _dirty = false;
                while (await HandAsync(token))
                {
                    // More than fits one hand-over waits.
                }

                _synced |= _laterSince is null && _held.Length == 0;
            }

            if (_begun)
            {
                await teller.TellAsync(feed, token);
            }

            // Of objects that came from another cluster nothing is to be said in this one.
            if (_synced && _held.Length == 0)
            {
                await statuses.TellAsync(feed, token);
            }

            await feed.TellAsync(Report(), token);
            if (await wake.WaitAsync(Tick, time, token))
            {
                // What comes in one burst goes over in one hand-over.
                _dirty = true;
                await Task.Delay(Coalesce, time, token);
            }
        }
    }

    private bool IsDue()
    {
        if (time.GetElapsedTime(_retried) > Retry)
        {
            _retried = time.GetTimestamp();
            (_dirty, _check) = (true, true);
            objects.Again();
            policies.Again();
        }

        return MayBegin() && (_laterSince is { } since ? time.GetElapsedTime(since) > After : _dirty);
    }

    // The first hand-over waits for all lists, so that objects and the policies that place them are planned together; but not for one that does not come.
    private bool MayBegin() => _begun |= kinds.Known && (kinds.Scopes.All(scope => scope.Answered) || time.GetElapsedTime(_began) > FirstLists);

    /// <summary>Hands over what waits. True: there is more.</summary>
    private async Task<bool> HandAsync(CancellationToken token)
    {
        var holdings = feed.Holdings();
        var batch = objects.Next(holdings);
        var newer = policies.Next();
        var gone = GonePlan.Of(holdings.Objects.Keys, kinds.Covering);
        var gonePolicies = policies.Gone(holdings.Policies.Keys, kinds.PoliciesReady, kinds.ConfigMapsReady);
        objects.Forget(key => holdings.Objects.ContainsKey(key) ? gone.Contains(key) : GonePlan.Of([key], kinds.Covering).Count > 0);
        if (batch.Count + newer.Count + gone.Count + gonePolicies.Count == 0 && _held.Length == 0 && !_check)
        {
            _laterSince = null;
            return false;
        }

        // Asked after the lists were taken: a wiped server cannot answer before it is known as another one.
        if (!await IsSameAsync(holdings, gone.Count + gonePolicies.Count > 0, token))
        {
            objects.Settle(batch, SourceOutcome.NotNow("it is held"));
            _laterSince = _laterSince is null ? null : time.GetTimestamp();
            return false;
        }

        if (batch.Count + newer.Count + gone.Count + gonePolicies.Count == 0)
        {
            _laterSince = null;
            return false;
        }

        var removes = _notRemoved.Length == 0;
        var outcome = await feed.HandAsync(
            new SourceChange
            {
                Objects = ObjectDesk.Change(batch),
                Policies = [.. newer.Select(policy => policy.Policy!)],
                TakesOver = batch.Where(item => item.Value.TakesOver).Select(item => item.Key.ToString()).Concat(newer.Where(policy => policy.TakesOver).Select(policy => policy.Policy!.Source)).ToHashSet(),
                GoneObjects = removes ? gone : [],
                GonePolicies = removes ? gonePolicies : [],
            },
            token);
        policies.Settle(newer, outcome);
        policies.Forget(removes ? gonePolicies : []);
        await TellRefusedAsync(objects.Settle(batch, outcome), token);
        if (outcome.Later.Length > 0)
        {
            _laterSince = time.GetTimestamp();
            NotNow(log, options.Id, outcome.Later);
            return false;
        }

        _laterSince = null;
        if (outcome.Changed)
        {
            Taken(log, options.Id, outcome.Created, outcome.Configured, outcome.Deleted);
        }

        return objects.Waits;
    }

    private async Task<bool> IsSameAsync(SourceHoldings holdings, bool removes, CancellationToken token)
    {
        _notRemoved = "";
        var now = await ClusterIdentity.ReadAsync(client, token);
        if (now.Uid is null)
        {
            // What is new may come in; what is gone stays until it is known from where.
            _notRemoved = removes ? now.Trouble : "";
            return _held.Length == 0;
        }

        _check = false;
        var (known, before) = (feed.Last?.Identity ?? "", _held);
        _held = _wentBack.Length > 0 ? _wentBack
            : known.Length > 0 && known != now.Uid ? "this is another cluster than the one that its objects came from (its kube-system namespace has another uid)"
            : known.Length == 0 && holdings.Count > 0 ? "from which cluster its objects came is not known any more"
            : ResourceVersions.IsOlder(now.Version, _version) ? _wentBack = $"the server went back from version {_version} to {now.Version}, as one does whose store was restored"
            : "";
        if (_held.Length > 0 && _confirmed)
        {
            // What watches told before speaks of another state: all is listed anew.
            (_held, _wentBack, _again) = ("", "", true);
            await feed.TellAsync(new SourceReport(SourcePhase.Starting) { Identity = now.Uid }, token);
            return false;
        }

        _confirmed = false;
        if (_held.Length > 0)
        {
            if (before != _held)
            {
                Holds(log, options.Id, _held);
            }

            return false;
        }

        _version = now.Version.Length > 0 ? now.Version : _version;
        await feed.TellAsync(Report() with { Identity = now.Uid }, token);
        return true;
    }

    private async Task TellRefusedAsync(IReadOnlyList<(ObjectKey Key, RefusedObject Refused)> news, CancellationToken token)
    {
        foreach (var (_, refused) in news.Where(item => item.Refused.Pending is not null))
        {
            await events.TellAsync(refused.Pending!.Reference, warning: true, refused.Code == "conflict" ? "Conflict" : "Refused", $"the hub does not take it: {refused.Why}", token);
        }
    }

    private SourceReport Report()
    {
        IReadOnlyList<string> refused =
        [
            .. objects.Refused.Select(item => $"{Show(item.Key)}: {item.Refused.Why}"),
            .. policies.All.Counting.Select(policy => (policy, Refusal: policies.Refusal(policy))).Where(pair => pair.Refusal is not null).Select(pair => $"policy {pair.policy.Space}/{pair.policy.Name}: {pair.Refusal!.Value.Why}"),
            .. policies.All.Shadowed.Select(pair => $"policy {pair.Policy.Space}/{pair.Policy.Name}: {pair.First.Space}/{pair.First.Name} is older and has the same name"),
        ];
        if (_held.Length > 0)
        {
            // A hub that starts again has no version to compare with; that it does not know its cluster any more holds it then.
            return new SourceReport(SourcePhase.Held, $"{_held}; what it brought stays: let it go on with 'kse confirm {options.Id}'") { Refused = refused, Identity = _wentBack.Length > 0 ? "" : null };
        }

        if (kinds.Trouble is { } trouble)
        {
            return new SourceReport(SourcePhase.Unreachable, $"{client.Place}: {trouble}; what it brought stays") { Refused = refused };
        }

        var notes = new[] { kinds.Unread, _notRemoved.Length > 0 ? $"nothing is removed: {_notRemoved}" : "" }.Where(note => note.Length > 0);
        return new SourceReport(_synced ? SourcePhase.Synced : SourcePhase.Starting, string.Join("; ", notes)) { Refused = refused };
    }

    private static string Show(ObjectKey key) => $"{(key.Group.Length == 0 ? key.Kind : $"{key.Kind}.{key.Group}")} {(key.Namespace.Length == 0 ? key.Name : $"{key.Namespace}/{key.Name}")}";

    [LoggerMessage(6310, LogLevel.Information, "took {Source}: {Created} created, {Configured} configured, {Deleted} deleted")]
    private static partial void Taken(ILogger logger, string source, int created, int configured, int deleted);

    [LoggerMessage(6311, LogLevel.Warning, "{Source} is handed over again later: {Why}")]
    private static partial void NotNow(ILogger logger, string source, string why);

    [LoggerMessage(6314, LogLevel.Warning, "{Source} is held: {Why}")]
    private static partial void Holds(ILogger logger, string source, string why);
}
