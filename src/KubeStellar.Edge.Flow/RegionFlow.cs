using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.Flow.Hub.Ingest.Parent;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Regions;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Flow.State.Site;
using KubeStellar.Edge.Flow.Status.Report;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow;

/// <summary>
/// A hub as an edge of its parent: Receive -> Store as at any edge, then its own Ingest in place of a target; and what it observes is its own Reduce. With no parent in reach
/// the hub goes on with the tree that it accepted last.
/// </summary>
internal sealed partial class RegionFlow : BackgroundService
{
    private static readonly TimeSpan SettleWithin = TimeSpan.FromSeconds(20);

    private readonly RegionOptions _options;
    private readonly IHubLink _link;
    private readonly IContentStore _contents;
    private readonly ParentIngest _parent;
    private readonly RegionPartials _partials;
    private readonly HubLineage _lineage;
    private readonly IHubInventory _inventory;
    private readonly HubChanges _changes;
    private readonly HubHold _hold;
    private readonly IApiHandler _api;
    private readonly IEdgeSelf _self;
    private readonly TimeProvider _time;
    private readonly ILogger<RegionFlow> _log;
    private readonly EdgeConditions _conditions = new();
    private readonly Receiver _receiver;
    private readonly TreeSeals _seals;
    private readonly Reporter _reporter;
    private readonly Heart _heart;
    private readonly Backoff _backoff;
    private readonly Random _random = new();
    private readonly Wake _wake = new();
    private readonly string _process = Guid.NewGuid().ToString("N");
    private readonly Dictionary<PolicyKey, Health> _health = [];
    private EdgeTree? _tree;
    private EdgeTree? _taken;
    private ParentOutcome _outcome = ParentOutcome.NotNow("");
    private SiteView _view = SiteView.None;
    private string _told = "";
    private bool _converged;
    private volatile bool _factsPending = true;

    public RegionFlow(
        IOptions<RegionOptions> options, IHubLink link, IRootVerifier verifier, IContentStore contents, IRootStore roots, IOutbox outbox, ParentIngest parent, RegionPartials partials,
        HubLineage lineage, IHubInventory inventory, HubChanges changes, HubHold hold, IApiHandler api, IEdgeSelf self, TimeProvider time, ILoggerFactory logs, IPinnedHub? hub = null, IVariantOpener? opener = null)
    {
        (_options, _link, _contents, _parent, _partials, _lineage, _inventory, _changes, _hold, _api, _self, _time) =
            (options.Value, link, contents, parent, partials, lineage, inventory, changes, hold, api, self, time);
        _log = logs.CreateLogger<RegionFlow>();
        hub ??= new FixedHub(_options.ParentKey);
        _backoff = new Backoff(_options.FirstRetry, _options.LongestRetry);
        Random Own() => new(_random.Next());
        _partials.Region = _options.Id;
        _lineage.Become(self.Now.Above ?? [hub.Origin], self.Now.Rights);
        _receiver = new Receiver(
            link, new RootCheck(_options.Id, hub, verifier), new TreeStore(contents, roots, logs.CreateLogger<TreeStore>()), contents, _conditions, _backoff, Own(), time,
            logs.CreateLogger<Receiver>())
        {
            OnTree = tree =>
            {
                _seals!.Take(tree);
                Volatile.Write(ref _tree, tree);
                _wake.Ring();
            },
        };
        _seals = new TreeSeals(_options.Id, contents.Read, opener) { OnMissing = _receiver.Repair };
        var myself = new EdgeRecord { Id = _options.Id, Identity = new EdgeIdentity("", "", "", default) };
        _reporter = new Reporter(
            _options.Id, outbox, link, partials, new SelfWatch(() => myself, self), _conditions, _options.ReportDelay, _backoff, Own(), time, logs.CreateLogger<Reporter>());
        _heart = new Heart(link, _options.HeartbeatInterval, Own(), time, logs.CreateLogger<Heart>())
        {
            Compose = Compose,
            OnReply = Hear,
            Facts = Facts,
            OnFactsTold = () => _factsPending = false,
        };
        _receiver.OnStranger = _heart.Beat;
        _partials.Renewed += Look;
        _conditions.Changed += _heart.Beat;
        _conditions.Changed += Say;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _partials.Renewed -= Look;
        _receiver.Dispose();
        _reporter.Dispose();
        _heart.Dispose();
        _wake.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        _receiver.Load();
        Task[] loops = [SignalsAsync(stop.Token), AnswersAsync(stop.Token), _receiver.RunAsync(stop.Token), TakeAsync(stop.Token), _reporter.RunAsync(stop.Token), _heart.RunAsync(stop.Token), FactsAsync(stop.Token)];
        await LoopGroup.WaitAsync(loops, stop, LogStops, stoppingToken);
    }

    private async Task SignalsAsync(CancellationToken token)
    {
        await foreach (var signal in _link.SignalsAsync(token).WithCancellation(token))
        {
            switch (signal.Kind)
            {
                case LinkSignalKind.Connected:
                    _conditions.Clear(ConditionTypes.Denied);
                    _factsPending = true;
                    _receiver.AskRoot();
                    _heart.Beat();
                    _reporter.Send();
                    break;
                case LinkSignalKind.Root:
                    _receiver.Offer(signal.Payload);
                    break;
                case LinkSignalKind.Ask:
                    _asks.Writer.TryWrite(signal);
                    break;
                case LinkSignalKind.HubKey:
                    HubKeyCondition.Set(_conditions, signal.Detail);
                    _receiver.AskRoot();
                    break;
                case LinkSignalKind.Beat:
                    _heart.Beat();
                    break;
                case LinkSignalKind.Denied:
                    _conditions.Set(ConditionTypes.Denied, "Denied", $"The parent's server refuses this region's credentials: {signal.Detail}");
                    LogDenied(signal.Detail);
                    break;
            }
        }
    }

    /// <summary>Takes the newest tree into this hub whenever there is one, and again while it could not be taken whole.</summary>
    private async Task TakeAsync(CancellationToken token)
    {
        var failures = 0;
        var pause = Timeout.InfiniteTimeSpan;
        while (true)
        {
            await _wake.WaitAsync(pause, _time, token);
            if (Volatile.Read(ref _tree) is not { } tree)
            {
                continue;
            }

            var whole = await TakeAsync(tree, token);
            failures = whole ? 0 : failures + 1;
            pause = whole ? Timeout.InfiniteTimeSpan : _backoff.After(failures, _random);
        }
    }

    private async Task<bool> TakeAsync(EdgeTree tree, CancellationToken token)
    {
        if (_conditions.Holds(ConditionTypes.HubCircle))
        {
            return true;
        }

        if (!ReferenceEquals(tree, _taken) || _outcome.Later.Length > 0 || _outcome.Refused.Count > 0)
        {
            try
            {
                _outcome = await _parent.TakeAsync(ParentTree.Read(tree, _contents.Read, _seals), _lineage.Told, token);
            }
            catch (Exception error) when (DiskTrouble.Is(error))
            {
                DiskTrouble.Report(_conditions, error);
                return false;
            }

            Tell();
            if (_outcome.Later.Length > 0)
            {
                return false;
            }

            // Until it is decided, what edges are counted against is what was wanted before.
            await Task.WhenAny(_changes.SettleAsync(token), Task.Delay(SettleWithin, _time, token));
            token.ThrowIfCancellationRequested();
            if (_outcome.Refused.Values.Any(why => why.Contains("local store", StringComparison.Ordinal)))
            {
                _receiver.Repair();
            }

            _partials.Refuse(tree.Root.Policies.Where(entry => _outcome.Refused.ContainsKey(entry.Policy)).ToDictionary(entry => entry.Policy, entry => new RegionRollout
            {
                Manifest = entry.Manifest, Grant = entry.Grant, Phase = RolloutPhase.Held, Reason = "PolicyRefused", Message = _outcome.Refused[entry.Policy],
            }));
            _taken = tree;
            _health.Clear();
        }

        See(tree);
        return _outcome.Refused.Count == 0;
    }

    private void Tell()
    {
        if (_outcome.Later.Length > 0)
        {
            _conditions.Set(ConditionTypes.ParentNotTaken, _hold.Holds ? "Held" : "NotWritten", $"What the parent wants is not taken yet: {_outcome.Later}");
        }
        else if (_outcome.Refused.Count > 0)
        {
            var (policy, why) = _outcome.Refused.First();
            _conditions.Set(ConditionTypes.ParentNotTaken, "PolicyRefused", $"{_outcome.Refused.Count} of the parent's policies do not run here and stay as they were, {policy} for one: {why}");
        }
        else
        {
            _conditions.Clear(ConditionTypes.ParentNotTaken);
        }
    }

    /// <summary>Says how what was taken stands; of a policy whose health is as it was nothing is made anew.</summary>
    private void See(EdgeTree tree)
    {
        var before = Volatile.Read(ref _view);
        var policies = new Dictionary<PolicyKey, PolicyView>();
        foreach (var (policy, manifest) in tree.Manifests)
        {
            if (_partials.Fleet(policy) is not { } fleet)
            {
                // Nothing is said before it is known what the edges amount to: after a start that would be that there are none.
                continue;
            }

            var health = RegionViews.HealthOf(fleet);
            var known = before.Policies.GetValueOrDefault(policy);
            policies[policy] = known is not null && before.Version == tree.Root.Version && _health.TryGetValue(policy, out var last) && last == health
                ? known
                : RegionViews.Policy(tree.Root.Version, manifest, _outcome.Refused.GetValueOrDefault(policy, ""), health, _time.GetUtcNow());
            _health[policy] = health;
        }

        var view = new SiteView(tree.Root.Version, tree.Root.Policies.Select(entry => entry.Policy).ToHashSet(), policies);
        Volatile.Write(ref _view, view);
        _reporter.See(view);
        if (before.Version != view.Version || Converged(view) != Volatile.Read(ref _converged))
        {
            _heart.Beat();
        }
    }

    /// <summary>Whether this hub has all that its parent wants, and every edge in reach applied its share of it.</summary>
    private bool Converged(SiteView view) => view.Applied && view.Policies.Keys.All(policy => _partials.Fleet(policy) is { Totals: var totals } && totals.Applied + totals.Unreachable >= totals.Desired);

    private void Look(PolicyKey policy)
    {
        var known = Volatile.Read(ref _view).Policies.GetValueOrDefault(policy);
        if (known is null || (_partials.Fleet(policy) is { } fleet && known.Objects is [var first, ..] && first.Report.Health != RegionViews.HealthOf(fleet)))
        {
            _wake.Ring();
        }

        _reporter.Look();
        if (Converged(Volatile.Read(ref _view)) != Volatile.Read(ref _converged))
        {
            _heart.Beat();
        }
    }

    private HeartbeatMessage Compose()
    {
        var (version, digest) = _receiver.Accepted;
        var view = Volatile.Read(ref _view);
        var converged = Converged(view);
        Volatile.Write(ref _converged, converged);
        return new HeartbeatMessage
        {
            Edge = _options.Id,
            Epoch = version.Epoch,
            Revision = version.Revision,
            RootDigest = digest,
            Applied = converged && view.Version == version,
            At = _time.GetUtcNow(),
            Process = _process,
            Daemon = _options.Daemon,
            Conditions = _conditions.All,
        };
    }

    private void Hear(HeartbeatReply reply)
    {
        if (reply.Known == false)
        {
            _conditions.Set(
                ConditionTypes.Removed, "NotKnown",
                "The parent does not know this region. What it gave stays as it is; to come back, start the daemon once with --rejoin --join TOKEN ('kse token create --region' at the parent makes one).");
        }
        else if (reply.Known == true)
        {
            _conditions.Clear(ConditionTypes.Removed);
        }

        _conditions.Show(ConditionTypes.Held, "Held", reply.Held);
        _receiver.Heard();
        Stand(reply);
        _reporter.Resync(reply.Resync);
        if (new RootVersion(reply.Epoch, reply.Revision) > _receiver.Accepted.Version)
        {
            _receiver.AskRoot();
        }
    }

    /// <summary>Takes who stands above and what may be done here; kept for starts without a parent in reach.</summary>
    private void Stand(HeartbeatReply reply)
    {
        if (reply.Lineage is not { } above)
        {
            return;
        }

        if (above.Contains(_lineage.Own, StringComparer.Ordinal))
        {
            _conditions.Set(
                ConditionTypes.HubCircle, "Circle",
                "This hub stands above its own parent: each would follow the other, so nothing is taken from the parent. Let one hub of the circle leave its parent ('kse hub --leave').");
            return;
        }

        if (_conditions.Holds(ConditionTypes.HubCircle))
        {
            // What was not taken meanwhile is.
            _conditions.Clear(ConditionTypes.HubCircle);
            _wake.Ring();
        }

        var rights = reply.Rights ?? _self.Now.Rights;
        if (Equals(rights, _self.Now.Rights) && _self.Now.Above is { } known && known.SequenceEqual(above))
        {
            return;
        }

        try
        {
            _self.Change(self => self with { Above = above, Rights = rights });
            _lineage.Become(above, rights);

            // What was overridden by a right that is gone gives way.
            _taken = null;
            _wake.Ring();
        }
        catch (Exception error) when (DiskTrouble.Is(error))
        {
            // The next heartbeat's answer says it again.
            DiskTrouble.Report(_conditions, error);
        }
    }
}
