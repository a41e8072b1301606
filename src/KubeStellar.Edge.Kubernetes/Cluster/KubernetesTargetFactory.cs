using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Kubernetes.Cluster.Api;
using KubeStellar.Edge.Kubernetes.Cluster.Discovery;
using KubeStellar.Edge.Kubernetes.Cluster.Ownership;
using KubeStellar.Edge.Kubernetes.Cluster.Steps;
using KubeStellar.Edge.Kubernetes.Cluster.Upsync;
using KubeStellar.Edge.Kubernetes.Cluster.Watch;
using KubeStellar.Edge.Kubernetes.Source.Watching;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Kubernetes.Cluster;

/// <summary>Puts the target together.</summary>
internal static class KubernetesTargetFactory
{
    private static readonly Backoff KindPauses = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    internal static KubernetesTarget Make(KubernetesTargetOptions options, ClusterTimes times, Random random, TimeProvider time, ILoggerFactory logs)
    {
        var connections = new ConnectionKeeper(new ClusterAccess(options.Kubeconfig, options.Context, time), times, time, logs.CreateLogger<ConnectionKeeper>());
        var client = new ApiClient(connections, new RetryGate(new Random(random.Next()), time), times.Request, options.Daemon, time);
        var owner = new Owner(options.Edge, options.HubKey);
        var watches = logs.CreateLogger<WatchSet>();
        WatchLoop Watch(ScopeQuestion question, IWatchSink sink) => new(question.Kind, full: true, question.Space, question.Selector, client, sink, times, new Random(random.Next()), time, watches);
        var cluster = new ClusterState(
            client,
            new KindCatalog(client, KindPauses, new Random(random.Next()), time, logs.CreateLogger<KindCatalog>()),
            new WatchSet(client, owner.Selector, times, new Random(random.Next()), time, watches),
            new PresenceBook(client, time), owner, options.Impersonate, time);
        return new KubernetesTarget(cluster, connections.Place, new BornObjects(cluster.Kinds, owner, Watch, time), logs.CreateLogger<KubernetesTarget>());
    }
}
