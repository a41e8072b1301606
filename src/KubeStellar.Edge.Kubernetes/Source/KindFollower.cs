using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Kubernetes.Cluster.Api;
using KubeStellar.Edge.Kubernetes.Cluster.Discovery;
using KubeStellar.Edge.Kubernetes.Cluster.Watch;
using KubeStellar.Edge.Kubernetes.Source.Choice;
using KubeStellar.Edge.Kubernetes.Source.Watching;

namespace KubeStellar.Edge.Kubernetes.Source;

/// <summary>Keeps the watches in step with the kinds that the cluster has: asked for at the start, when a CustomResourceDefinition changed, and from time to time for aggregated APIs.</summary>
internal sealed class KindFollower(
    KubernetesSourceOptions options, KindCatalog catalog, Func<ScopeQuestion, bool, IWatchSink, WatchLoop> make, IScopeUser objects, IScopeUser policies, IScopeUser configMaps, Wake wake,
    TimeProvider time) : IWatchSink, IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);

    // A new kind is served a moment after its definition says that it is established; some servers take their time to tell of it.
    private static readonly TimeSpan[] AfterChange = [TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(5)];

    private static readonly KindInfo Definitions = new("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false, true);
    private static readonly KindInfo ConfigMapKind = new("", "v1", "ConfigMap", "configmaps", true, false);
    private const string PolicyKind = "Policy";
    private const int Shown = 5;

    private readonly ScopeBook _book = new((question, sink) => make(question, true, sink));
    private readonly Lock _lock = new();
    private readonly List<DateTimeOffset> _due = [time.GetUtcNow()];
    private IReadOnlyList<KindInfo> _followed = [];
    private CancellationTokenSource? _stop;
    private Task _definitions = Task.CompletedTask;
    private ApiReply? _fault;
    private Scope? _policyScope;
    private Scope? _configMapScope;

    /// <summary>Whether the kinds were ever told.</summary>
    internal bool Known { get; private set; }

    /// <summary>All watches.</summary>
    internal IReadOnlyCollection<Scope> Scopes => _book.All;

    /// <summary>Whether the custom resources are known whole; null when the cluster has no such kind now.</summary>
    internal bool? PoliciesReady => _policyScope?.Ready;

    /// <summary>Whether the ConfigMaps that hold policies are known whole.</summary>
    internal bool ConfigMapsReady => _configMapScope is { Ready: true };

    /// <summary>Why nothing can be read; null when something can.</summary>
    internal string? Trouble => !Known
        ? _fault?.Sentence
        : Scopes.Count > 0 && Scopes.All(scope => scope.Fault is not null) ? Scopes.First().Fault!.Sentence : null;

    /// <summary>Which kinds cannot be read, for people; empty when all can.</summary>
    internal string Unread
    {
        get
        {
            var unread = Scopes.Where(scope => scope.Fault is { Code: not (0 or 404) } && !scope.Ready).Select(scope => $"{scope.Question.Kind.Resource} ({scope.Fault!.Code})").Distinct().Order(StringComparer.Ordinal).ToList();
            return unread.Count == 0 ? "" : $"cannot be listed, and is left as it was: {string.Join(", ", unread.Take(Shown))}{(unread.Count > Shown ? $" and {unread.Count - Shown} more" : "")}";
        }
    }

    /// <summary>The watches that would tell of an object.</summary>
    internal IEnumerable<IScopeView> Covering(ObjectKey key) => _book.Covering(key).Where(scope => scope != _policyScope && scope != _configMapScope);

    /// <summary>Asks for the kinds when it is time, and starts and ends watches.</summary>
    internal async Task StepAsync(CancellationToken token)
    {
        await _book.FaultedAsync();
        if (_definitions.IsFaulted)
        {
            await _definitions;
        }

        if (!Due())
        {
            return;
        }

        (var all, _fault) = await catalog.AllAsync(token);
        Add(_fault is null ? Period : AfterFault);
        if (_fault is not null)
        {
            return;
        }

        Known = true;
        _followed = KindChoice.Of(all, _followed);
        var wanted = ScopeChoice.Of(_followed, options.Selector, options.Namespaces).Select(question => (question, objects)).ToList();
        var own = all.FirstOrDefault(kind => kind is { Group: KindChoice.OwnGroup, Kind: PolicyKind }) is { } policy
            ? new ScopeQuestion(policy, "", options.Selector == SourceMarks.Selector ? "" : ScopeQuestion.ByLabels(options.Selector)) : null;
        var maps = new ScopeQuestion(ConfigMapKind, "", ScopeQuestion.ByLabels(SourceMarks.Policy + "=true"));
        wanted.Insert(0, (maps, configMaps));
        if (own is not null)
        {
            wanted.Add((own, policies));
        }

        await _book.FollowAsync([.. wanted.DistinctBy(one => one.question)], wake.Ring, token);
        _policyScope = own is null ? null : Scopes.First(scope => scope.Question == own);
        _configMapScope = Scopes.First(scope => scope.Question == maps);
        if (_stop is null)
        {
            _stop = CancellationTokenSource.CreateLinkedTokenSource(token);
            var stop = _stop.Token;
            _definitions = Task.Run(() => make(new ScopeQuestion(Definitions, "", ""), false, this).RunAsync(stop), stop);
        }
    }

    /// <inheritdoc/>
    public void Listed(string space, IReadOnlyList<LiveEntry> entries, string version) => Expect();

    /// <inheritdoc/>
    public void Seen(LiveEntry entry) => Expect();

    /// <inheritdoc/>
    public void Left(LiveEntry last) => Expect();

    /// <inheritdoc/>
    public void Changed()
    {
        // Where definitions may not be watched, the period finds new kinds.
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _book.DisposeAsync();
        if (_stop is not null)
        {
            await _stop.CancelAsync();
            await _definitions.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            _stop.Dispose();
        }
    }

    private void Expect()
    {
        lock (_lock)
        {
            _due.RemoveAll(at => at <= time.GetUtcNow() + AfterChange[^1]);
            _due.AddRange(AfterChange.Select(after => time.GetUtcNow() + after));
        }
    }

    private void Add(TimeSpan after)
    {
        lock (_lock)
        {
            _due.Add(time.GetUtcNow() + after);
        }
    }

    private bool Due()
    {
        lock (_lock)
        {
            return _due.RemoveAll(at => at <= time.GetUtcNow()) > 0;
        }
    }
}
