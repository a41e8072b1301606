using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Flow.Edge.Upsync;
using KubeStellar.Edge.Kubernetes.Cluster.Discovery;
using KubeStellar.Edge.Kubernetes.Cluster.Explain;
using KubeStellar.Edge.Kubernetes.Cluster.Steps;
using KubeStellar.Edge.Kubernetes.Cluster.Upsync;
using KubeStellar.Edge.Kubernetes.Cluster.Watch;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Kubernetes.Cluster;

/// <summary>
/// The target <c>kubernetes[:KUBECONFIG]</c>: objects in a cluster, by server-side apply. Each object carries whose it is, so the cluster itself is the record of
/// what is there; what was intended and never applied left nothing, and needs none. What is known of objects comes from one watch for each kind in use.
/// </summary>
internal sealed class KubernetesTarget : ITarget, IUpsyncTarget, IDisposable
{
    private const int MaxHints = 4096;
    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(3);

    private readonly ClusterState _cluster;
    private readonly BornObjects _born;
    private readonly string _place;
    private readonly ApplyStep _apply;
    private readonly RemoveStep _remove;
    private readonly ReleaseStep _release;
    private readonly ObserveStep _observe;
    private readonly ListStep _list;
    private readonly ExplainStep _explain;
    private readonly Lock _lock = new();
    private readonly List<HintChannel> _watchers = [];
    private Exception? _broken;
    private Dictionary<ObjectKey, TrackedObject> _intended = [];
    private readonly Dictionary<ObjectKey, TrackedObject> _leaving = [];
    private readonly ConcurrentDictionary<ObjectKey, bool> _gone = [];

    internal KubernetesTarget(ClusterState cluster, string place, BornObjects born, ILogger<KubernetesTarget> log)
    {
        (_cluster, _place, _born) = (cluster, place, born);
        (_apply, _remove, _release) = (new ApplyStep(cluster, log), new RemoveStep(cluster, log), new ReleaseStep(cluster, log));
        (_observe, _list, _explain) = (new ObserveStep(cluster), new ListStep(cluster, log), new ExplainStep(cluster));
        cluster.Watches.OnChange = Hint;
        cluster.Watches.OnBack = HintAll;
        cluster.Watches.OnBroken = Break;
    }

    /// <inheritdoc/>
    public string Description => $"kubernetes:{_place}";

    /// <inheritdoc/>
    public int Lanes => 8;

    /// <summary>What the steps share, for tests.</summary>
    internal ClusterState Cluster => _cluster;

    /// <inheritdoc/>
    public void Dispose()
    {
        _born.Dispose();
        _cluster.Watches.Dispose();
        _cluster.Kinds.Dispose();
    }

    /// <inheritdoc/>
    public async Task<TargetOutcome> IntendAsync(IReadOnlyCollection<TrackedObject> union, CancellationToken token)
    {
        var next = union.ToDictionary(line => line.Key);
        foreach (var (key, line) in _intended.Where(item => !next.ContainsKey(item.Key) && !_gone.ContainsKey(item.Key)))
        {
            _leaving[key] = line;
        }

        foreach (var key in next.Keys)
        {
            _leaving.Remove(key);
        }

        _intended = next;
        _gone.Clear();
        _cluster.Presence.Expect(union);
        await ReleaseAsync(token);
        foreach (var key in _cluster.Applied.Keys.Where(key => !next.ContainsKey(key)))
        {
            _cluster.Applied.TryRemove(key, out _);
        }

        _cluster.Watches.Only(union.Select(line => (line.Key.Group, line.Key.Kind)).ToHashSet());
        return TargetOutcome.Applied;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TrackedObject>?> ListTrackedAsync(CancellationToken token) => await _list.RunAsync(token);

    /// <inheritdoc/>
    public Task<TargetOutcome> ApplyAsync(TargetObject wanted, TrackedObject tracked, CancellationToken token) => _apply.RunAsync(wanted, tracked, token);

    /// <inheritdoc/>
    public async Task<TargetOutcome> RemoveAsync(TrackedObject tracked, CancellationToken token)
    {
        var outcome = await _remove.RunAsync(tracked, token);
        if (outcome.Kind is TargetOutcomeKind.Done)
        {
            // There is nothing to let go of.
            _gone[tracked.Key] = true;
        }

        return outcome;
    }

    /// <inheritdoc/>
    public Task<TargetState> ObserveAsync(TargetObject wanted, CancellationToken token) => _observe.RunAsync(wanted, token);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReportEvent>> ExplainAsync(TargetObject wanted, CancellationToken token) => _explain.RunAsync(wanted, token);

    /// <inheritdoc/>
    public Task<UpsyncReading> ReadBornAsync(UpsyncQuery query, CancellationToken token) => _born.ReadAsync(query, token);

    /// <inheritdoc/>
    public IAsyncEnumerable<UpsyncHint> WatchBornAsync(CancellationToken token) => _born.WatchAsync(token);

    /// <inheritdoc/>
    public async IAsyncEnumerable<TargetChange> WatchAsync([EnumeratorCancellation] CancellationToken token)
    {
        var hints = new HintChannel(MaxHints);
        lock (_lock)
        {
            _watchers.Add(hints);
            if (_broken is not null)
            {
                hints.Fail(_broken);
            }
        }

        try
        {
            yield return new TargetChange(null);
            await foreach (var change in hints.ReadAsync(token))
            {
                yield return change;
            }
        }
        finally
        {
            lock (_lock)
            {
                _watchers.Remove(hints);
            }
        }
    }

    // Nothing else waits for it: what cannot be let go in this time is tried again with the next intention.
    private async Task ReleaseAsync(CancellationToken token)
    {
        using var late = new CancellationTokenSource(ReleaseLimit, _cluster.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, late.Token);
        try
        {
            foreach (var (key, line) in _leaving.ToList())
            {
                if (await _release.RunAsync(line, either.Token))
                {
                    _leaving.Remove(key);
                }
            }
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            // Later.
        }
    }

    // A bug in a watch ends the daemon by way of whoever reads the hints.
    private void Break(Exception error)
    {
        lock (_lock)
        {
            _broken = error;
            _watchers.ForEach(watcher => watcher.Fail(error));
        }
    }

    // Each watch says so; the reader looks once for all that came together.
    private void HintAll()
    {
        lock (_lock)
        {
            _watchers.ForEach(watcher => watcher.SayAll());
        }
    }

    private void Hint(KindInfo kind, LiveEntry entry)
    {
        if (kind is { Kind: "CustomResourceDefinition" or "APIService" })
        {
            _cluster.Kinds.Expect();
        }

        var key = new ObjectKey(kind.Group, kind.Kind, entry.Namespace, entry.Name);
        lock (_lock)
        {
            foreach (var watcher in _watchers)
            {
                watcher.Say(key);
                if (entry.Namespace == KindInfo.DefaultNamespace)
                {
                    watcher.Say(key with { Namespace = "" });
                }
            }
        }
    }
}
