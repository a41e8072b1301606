using System.Text.Json;
using System.Threading.Channels;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Flow.Edge.Decide;
using KubeStellar.Edge.Flow.Edge.Local;
using KubeStellar.Edge.Flow.Edge.Observe;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.Flow.Edge.Upsync;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Flow.State.Site;
using KubeStellar.Edge.Flow.Status.Report;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow;

/// <summary>
/// The edge's half of the flow, in order: Receive -> Store -> Decide -> Apply down, Observe -> Report up. It starts from its own store, with or without a network,
/// and goes on through every failure of disk and link; an exception that nobody expected stops the daemon, and the next start repairs.
/// </summary>
internal sealed partial class EdgeFlow : BackgroundService, IEdgeStatusSource
{
    private readonly EdgeOptions _options;
    private readonly IHubLink _link;
    private readonly ITarget _target;
    private readonly IEdgeSelf _self;
    private readonly TimeProvider _time;
    private readonly ILogger<EdgeFlow> _log;
    private readonly EdgeConditions _conditions = new();
    private readonly WorkQueue<ApplyWork> _work;
    private readonly DiskVoice _disk;
    private readonly TreeStore _trees;
    private readonly Receiver _receiver;
    private readonly Decider _decider;
    private readonly TreeSeals _seals;
    private readonly Applier _applier;
    private readonly Observer _observer;
    private readonly SiteBundles _bundles;
    private readonly HealthJudge _judge;
    private readonly Upsyncer _upsyncer;
    private readonly Reporter _reporter;
    private readonly Heart _heart;
    private readonly LocalStatusServer _local;
    private readonly LocalControlServer _control;
    private readonly Channel<LinkSignal> _asks = Channel.CreateBounded<LinkSignal>(new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly string _process = Guid.NewGuid().ToString("N");
    private SiteView _view = SiteView.None;
    private Contact _contact;
    private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _factsPending = true;
    private volatile bool _returned;

    public EdgeFlow(
        IOptions<EdgeOptions> options, IHubLink link, IRootVerifier verifier, IContentStore contents, IRootStore roots, IInventory inventory, IOutbox outbox,
        ITarget target, TimeProvider time, ILoggerFactory logs, IPolicyRuntime? policies = null, IEdgeSelf? self = null, IUpsyncOutbox? upsyncs = null, IPinnedHub? hub = null, IVariantOpener? opener = null, DeviceAllowance? allowance = null)
    {
        (_options, _link, _target, _time, _log) = (options.Value, link, target, time, logs.CreateLogger<EdgeFlow>());
        _self = self ?? new PassingSelf(EdgeSelf.None);
        var random = new Random();
        var backoff = new Backoff(_options.FirstRetry, _options.LongestRetry);
        Random Own() => new(random.Next());
        _contact = new Contact(false, time.GetUtcNow(), null);
        _work = new WorkQueue<ApplyWork>(time);

        _disk = new DiskVoice(_conditions);
        _trees = new TreeStore(contents, roots, logs.CreateLogger<TreeStore>());
        _receiver = new Receiver(
            link, new RootCheck(_options.Id, hub ?? new FixedHub(_options.HubKey), verifier), _trees, contents, _conditions, backoff, Own(), time, logs.CreateLogger<Receiver>());
        _decider = new Decider(_trees, roots, _conditions, time, logs.CreateLogger<Decider>());
        var book = new SecretBook();
        _seals = new TreeSeals(_options.Id, contents.Read, opener) { OnMissing = _receiver.Repair };
        var born = target is IUpsyncTarget cradle ? new SealedBorn(cradle, book) : null;
        var gate = new SealedTarget(target, _seals, book);
        target = gate;
        var ledger = new Ledger(inventory, target, _conditions, logs.CreateLogger<Ledger>());
        _bundles = new SiteBundles(contents.Read, policies);
        _judge = new HealthJudge(_bundles, backoff, Own(), time, logs.CreateLogger<HealthJudge>());
        var objects = new ObjectRunner(target, ledger, contents.Read, _conditions, _work, backoff, Own(), time, logs.CreateLogger<ObjectRunner>()) { Read = _judge.Read, Allowance = allowance };
        _applier = new Applier(target, ledger, objects, _conditions, _work, backoff, Own(), time, logs.CreateLogger<Applier>());
        _observer = new Observer(target, _options.FullPassInterval, backoff, Own(), time, logs.CreateLogger<Observer>());
        _upsyncer = new Upsyncer(
            born, upsyncs ?? new NoOutbox(), new UpsyncSender(_options.Id, _process, link, outbox.NextSequenceAsync), link, outbox.NextSequenceAsync, _conditions,
            _options.UpsyncDelay, _options.FullPassInterval, backoff, Own(), time, logs.CreateLogger<Upsyncer>());
        _reporter = new Reporter(
            _options.Id, outbox, link, new PartialMaker(Myself(), contents.Read, _bundles, _upsyncer.Of), new SelfWatch(Myself, _self), _conditions, _options.ReportDelay, backoff, Own(), time,
            logs.CreateLogger<Reporter>());
        _heart = new Heart(link, _options.HeartbeatInterval, Own(), time, logs.CreateLogger<Heart>())
        {
            Compose = Compose,
            OnReply = Hear,

            // A daemon that was started without its facts does not know them; telling none would take workloads away from it.
            Facts = () => _factsPending && _options.Properties.Count > 0 ? new FactsMessage { Edge = _options.Id, Properties = _options.Properties } : null,
            OnFactsTold = () => _factsPending = false,
        };
        _local = new LocalStatusServer(_options.StateDirectory, this, backoff, Own(), time, logs.CreateLogger<LocalStatusServer>());
        _control = new LocalControlServer(_options.StateDirectory, _decider, backoff, Own(), time, logs.CreateLogger<LocalControlServer>());

        _receiver.OnTree = tree =>
        {
            _decider.Offer(tree);
            _heart.Beat();
        };
        _decider.OnTree = tree =>
        {
            _seals.Take(tree);
            _applier.Offer(tree);
        };
        _decider.OnDoubt = _heart.Beat;
        _receiver.OnStranger = _heart.Beat;
        objects.OnContentMissing = _receiver.Repair;
        _judge.OnBundleMissing = _receiver.Repair;
        _judge.OnAnswer = key => _work.Add(ApplyWork.Object(key));
        _applier.OnWanted = wanted =>
        {
            _judge.Keep(wanted);
            gate.Learn(wanted);
        };
        _observer.OnHint = key => _work.Add(key is { } one ? ApplyWork.Object(one) : ApplyWork.Everything);
        _applier.OnView = See;
        _upsyncer.OnChange = _reporter.Born;
        _conditions.Changed += _heart.Beat;
        Obey(allowance);
    }

    /// <summary>The owner of the device may say something else at any time: everything is looked at again.</summary>
    private void Obey(DeviceAllowance? allowance)
    {
        void Tell()
        {
            if (allowance.Trouble.Length > 0)
                _conditions.Set(ConditionTypes.AllowFileBroken, ConditionTypes.AllowFileBroken, allowance.Trouble);
            else
                _conditions.Clear(ConditionTypes.AllowFileBroken);
            _work.Add(ApplyWork.Everything);
        }

        if (allowance is null)
            return;
        allowance.Changed += Tell;
        Tell();
    }

    /// <summary>What people at the site may order.</summary>
    internal ISiteOrders Orders => _decider;

    /// <inheritdoc/>
    public EdgeStatus Status => EdgeStatuses.Compose(
        _options, _target.Description, _time.GetUtcNow(), Volatile.Read(ref _contact), _receiver.Accepted, Volatile.Read(ref _view), _conditions.All);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _receiver.Dispose();
        _decider.Dispose();
        _reporter.Dispose();
        _upsyncer.Dispose();
        _judge.Dispose();
        _bundles.Dispose();
        _heart.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        _decider.Load();
        _receiver.Load();
        await _upsyncer.LoadAsync(stop.Token);
        Task[] loops =
        [
            SignalsAsync(stop.Token),
            AnswersAsync(stop.Token),
            _receiver.RunAsync(stop.Token),
            _decider.RunAsync(stop.Token),
            _applier.RunAsync(stop.Token),
            WatchAsync(stop.Token),
            _observer.FullPassAsync(stop.Token),
            _judge.RunAsync(stop.Token),
            _reporter.RunAsync(stop.Token),
            _upsyncer.RunAsync(stop.Token),
            CarryAsync(stop.Token),
            _heart.RunAsync(stop.Token),
            _local.RunAsync(stop.Token),
            _control.RunAsync(stop.Token),
        ];
        await LoopGroup.WaitAsync(loops, stop, LogStops, stoppingToken);
    }

    private async Task WatchAsync(CancellationToken token)
    {
        // Before the first tree is taken up there is nothing to watch, and a target that is made on first use may not be there yet.
        await _taken.Task.WaitAsync(token);
        await _observer.WatchAsync(token);
    }

    private async Task CarryAsync(CancellationToken token)
    {
        await _taken.Task.WaitAsync(token);
        await _upsyncer.WatchAsync(token);
    }

    private async Task SignalsAsync(CancellationToken token)
    {
        await foreach (var signal in _link.SignalsAsync(token).WithCancellation(token))
        {
            switch (signal.Kind)
            {
                case LinkSignalKind.Connected:
                    Touch(connected: true);
                    _conditions.Clear(ConditionTypes.Denied);
                    _factsPending = true;
                    _returned = true;
                    _receiver.AskRoot();
                    _heart.Beat();
                    _reporter.Send();
                    _upsyncer.Send();
                    break;
                case LinkSignalKind.Disconnected:
                    Touch(connected: false);
                    break;
                case LinkSignalKind.Root:
                    Touch(connected: null);
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
                    _conditions.Set(ConditionTypes.Denied, "Denied", $"The server refuses this edge's credentials: {signal.Detail}");
                    LogDenied(signal.Detail);
                    break;
            }
        }
    }

    private async Task AnswersAsync(CancellationToken token)
    {
        await foreach (var ask in _asks.Reader.ReadAllAsync(token))
        {
            // Whatever else is asked, the status is all that this edge tells; facts are a part of what it reports anyway.
            try
            {
                if (ask is { Detail: Subjects.AskStatus, Payload.IsEmpty: false })
                {
                    foreach (var part in LiveAnswers.Of(_options.Id, ask.Id, ask.Payload.Span, Volatile.Read(ref _view), _time.GetUtcNow(), _link.ReportBytes))
                    {
                        await _link.AnswerAsync(ask.Id, JsonSerializer.SerializeToUtf8Bytes(part, ContractsJson.Default.StatusAnswer), token);
                    }
                }
                else if (ask.Detail == Subjects.AskWho)
                {
                    await _link.AnswerAsync(ask.Id, JsonSerializer.SerializeToUtf8Bytes(Compose(), ContractsJson.Default.HeartbeatMessage), token);
                }
                else
                {
                    await _link.AnswerAsync(ask.Id, JsonSerializer.SerializeToUtf8Bytes(Status, SiteJson.Default.EdgeStatus), token);
                }
            }
            catch (HubUnreachableException error)
            {
                LogUnanswered(ask.Detail, error.Message);
            }
        }
    }

    private void See(SiteView view)
    {
        var before = Volatile.Read(ref _view);
        Volatile.Write(ref _view, view);
        _taken.TrySetResult();
        try
        {
            foreach (var policy in view.Policies.Values.Where(policy => policy.Good))
            {
                _trees.MarkGood(policy.Policy, policy.Manifest!.Digest);
            }

            _disk.Worked();
        }
        catch (Exception error) when (DiskTrouble.Is(error))
        {
            _disk.Failed(error);
        }

        _decider.See(view);
        _reporter.See(view);
        _upsyncer.See(view);
        if (before.Applied != view.Applied || before.Version != view.Version)
        {
            _heart.Beat();
        }
    }

    private EdgeRecord Myself() => new()
    {
        Id = _options.Id,
        Labels = _self.Now.Labels,
        Properties = _options.Properties,
        Identity = new EdgeIdentity("", "", "", default),
    };

    [LoggerMessage(2400, LogLevel.Critical, "A loop of the edge ended unexpectedly; the daemon stops, and the next start repairs")]
    private partial void LogStops(Exception? error);

    [LoggerMessage(2401, LogLevel.Error, "The server refuses this edge's credentials: {Detail}")]
    private partial void LogDenied(string detail);

    [LoggerMessage(2402, LogLevel.Debug, "The question {What} could not be answered: {Reason}")]
    private partial void LogUnanswered(string what, string reason);
}
