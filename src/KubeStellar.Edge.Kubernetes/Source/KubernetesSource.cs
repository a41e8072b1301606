using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Sources;
using KubeStellar.Edge.Kubernetes.Cluster;
using KubeStellar.Edge.Kubernetes.Cluster.Api;
using KubeStellar.Edge.Kubernetes.Cluster.Discovery;
using KubeStellar.Edge.Kubernetes.Cluster.Watch;
using KubeStellar.Edge.Kubernetes.Source.Events;
using KubeStellar.Edge.Kubernetes.Source.Objects;
using KubeStellar.Edge.Kubernetes.Source.Policies;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Kubernetes.Source;

/// <summary>
/// Takes objects and policies from a cluster, or from a server that speaks as one (kcp): what carries a label, and what is in chosen namespaces; and says back there how policies fare, so that
/// <c>kubectl</c> is enough for daily work. The composition of its parts, anew with every run.
/// </summary>
internal sealed class KubernetesSource(KubernetesSourceOptions options, ILoggerFactory logs, Random random, TimeProvider time) : ISource, IDisposable
{
    private static readonly Backoff Discovery = new(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(2), 0.2);
    private readonly Wake _wake = new();
    private int _confirmed;

    /// <inheritdoc/>
    public string Id => options.Id;

    /// <inheritdoc/>
    public string Workspace => options.Workspace;

    /// <inheritdoc/>
    public void Confirm()
    {
        Interlocked.Exchange(ref _confirmed, 1);
        _wake.Ring();
    }

    /// <inheritdoc/>
    public void Dispose() => _wake.Dispose();

    /// <inheritdoc/>
    public async Task RunAsync(ISourceFeed feed, CancellationToken token)
    {
        var log = logs.CreateLogger<KubernetesSource>();
        var times = new ClusterTimes();
        using var connections = new ConnectionKeeper(new ClusterAccess(options.Kubeconfig, options.Context, time), times, time, logs.CreateLogger<ConnectionKeeper>());
        var client = new ApiClient(connections, new RetryGate(new Random(random.Next()), time), times.Request, options.Daemon, time);
        while (!token.IsCancellationRequested)
        {
            using var catalog = new KindCatalog(client, Discovery, new Random(random.Next()), time, logs.CreateLogger<KindCatalog>());
            var (objects, policies) = (new ObjectDesk(_wake.Ring), new PolicyDesk(_wake.Ring));
            await using var kinds = new KindFollower(
                options, catalog,
                (question, full, sink) => new WatchLoop(question.Kind, full, question.Space, question.Selector, client, sink, times, new Random(random.Next()), time, log),
                objects, policies.Resources, policies.ConfigMaps, _wake, time);
            var events = new EventRecorder(client, time, log);
            var teller = new PolicyTeller(options.Id, policies, new StatusWriter(client, time, log), events, time);
            var statuses = new StatusTeller(client, catalog, events, new Random(random.Next()), time, log);
            await new ClusterSession(options, feed, client, kinds, objects, policies, teller, statuses, events, _wake, time, log).RunAsync(() => Interlocked.Exchange(ref _confirmed, 0) == 1, token);
        }
    }
}
