using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Cluster.Api;
using KubeStellar.Edge.Kubernetes.Cluster.Discovery;
using KubeStellar.Edge.Kubernetes.Cluster.Steps;

namespace KubeStellar.Edge.Kubernetes.Cluster.Explain;

/// <summary>
/// Finds out why an object does not become current: what it says itself, its events, and for a workload what its Pods say. Whatever may not be read, or comes
/// too late, is left out.
/// </summary>
internal sealed class ExplainStep(ClusterState cluster)
{
    private const int Most = 5;
    private const int PodsAtMost = 20;
    private const int EventsAtMost = 50;
    private const int SilentPods = 2;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    internal async Task<IReadOnlyList<ReportEvent>> RunAsync(TargetObject wanted, CancellationToken token)
    {
        using var late = new CancellationTokenSource(Limit, cluster.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, late.Token);
        var found = new List<ReportEvent>();
        try
        {
            await GatherAsync(wanted, found, either.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            // What was found until now must do.
        }

        return [.. found.Where(item => item.Reason.Length > 0).DistinctBy(item => (item.On, item.Reason, item.Message)).Take(Most)];
    }

    private async Task GatherAsync(TargetObject wanted, List<ReportEvent> found, CancellationToken token)
    {
        var key = wanted.Entry.Key;
        if (cluster.Watches.Find(key.Group, key.Kind) is not { } watch || watch.Get(watch.Kind.NamespaceOf(key.Namespace), key.Name) is not { } entry)
        {
            return;
        }

        if (entry.Live is { } bytes)
        {
            using var live = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 512 });
            found.AddRange(PodTroubles.OfWorkload(live.RootElement));
            if (key is { Group: "", Kind: "Pod" })
            {
                found.AddRange(PodTroubles.OfPod(live.RootElement, ""));
            }
            else if (IsWorkload(watch.Kind) && !PodTroubles.WasObserved(live.RootElement))
            {
                // No controller has looked at it: it has no Pods, and nobody wrote an event.
                return;
            }
            else if (IsWorkload(watch.Kind) && PodTroubles.Selector(live.RootElement) is { } selector)
            {
                await PodsAsync(entry.Namespace, selector, found, token);
            }
        }

        if (found.Count < Most)
        {
            await EventsAsync(entry.Namespace.Length > 0 ? entry.Namespace : KindInfo.DefaultNamespace, entry.Uid, "", found, token);
        }
    }

    private async Task PodsAsync(string space, string selector, List<ReportEvent> found, CancellationToken token)
    {
        var reply = await cluster.Client.SendAsync(ApiRequest.Get($"/api/v1/namespaces/{space}/pods?limit={PodsAtMost}&labelSelector={Uri.EscapeDataString(selector)}"), token);
        using var json = reply.Ok ? reply.Json() : null;
        var silent = 0;
        foreach (var pod in (json?.RootElement.Items("items") ?? []).OrderByDescending(pod => pod.Text("metadata", "creationTimestamp"), StringComparer.Ordinal))
        {
            var on = $"Pod/{pod.Text("metadata", "name")}";
            found.AddRange(PodTroubles.OfPod(pod, on));
            if (PodTroubles.IsSilent(pod) && silent++ < SilentPods)
            {
                await EventsAsync(space, pod.Text("metadata", "uid"), on, found, token);
            }
        }
    }

    private async Task EventsAsync(string space, string uid, string on, List<ReportEvent> found, CancellationToken token)
    {
        var reply = await cluster.Client.SendAsync(
            ApiRequest.Get($"/api/v1/namespaces/{space}/events?limit={EventsAtMost}&fieldSelector={Uri.EscapeDataString($"involvedObject.uid={uid}")}"), token);
        using var json = reply.Ok ? reply.Json() : null;
        if (json is not null)
        {
            found.AddRange(PodTroubles.OfEvents(json.RootElement, on));
        }
    }

    private static bool IsWorkload(KindInfo kind) => kind is
    {
        Group: "apps", Kind: "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet"
    } or { Group: "batch", Kind: "Job" };
}
