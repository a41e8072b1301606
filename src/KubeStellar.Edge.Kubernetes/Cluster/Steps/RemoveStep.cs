using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Cluster.Faults;
using KubeStellar.Edge.Kubernetes.Cluster.Ownership;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Kubernetes.Cluster.Steps;

/// <summary>Removes what is no longer wanted, if it is ours and nobody protects it.</summary>
internal sealed partial class RemoveStep(ClusterState cluster, ILogger log)
{
    internal async Task<TargetOutcome> RunAsync(TrackedObject tracked, CancellationToken token)
    {
        var key = tracked.Key;
        var (found, lookup) = await cluster.FormerAsync(key, token);
        if (found is not { } place)
        {
            // With its CustomResourceDefinition all objects of a kind are gone.
            return lookup.Fault is null ? TargetOutcome.Unchanged : ApiFaults.Unknown(lookup, key.Group, key.Kind);
        }

        place.Watch.Use(place.Space);
        var look = await cluster.LookAsync(place, token, fresh: true);
        if (look.Fault is { } fault)
        {
            return ApiFaults.Outcome(fault, place.Kind, place.Space, "get");
        }

        cluster.Applied.TryRemove(key, out _);
        if (look.Entry is not { } entry)
        {
            return TargetOutcome.Unchanged;
        }

        if (entry.Mark(MarkNames.Owner) != cluster.Owner.Id || Claims.Judge(entry, cluster.Owner) is not Claim.Ours || (entry.Mark(MarkNames.Unscoped) is not null) != IsUnscoped(key, place.Space))
        {
            LogLeft(key);
            return TargetOutcome.Unchanged;
        }

        if (entry.Mark(MarkNames.Prune) == "disabled")
        {
            return ApiFaults.Stalled("Protected", $"its annotation {MarkNames.Prune} says disabled; the edge does not remove it");
        }

        if (entry.Terminating)
        {
            return ApiFaults.Leaving(entry.Finalizers);
        }

        return await ObjectDelete.RunAsync(cluster, place, entry, tracked.Propagation, cluster.UserOf(tracked.Policy.Workspace), token) ?? TargetOutcome.Applied;
    }

    private static bool IsUnscoped(ObjectKey key, string space) => key.Namespace.Length == 0 && space.Length > 0;

    [LoggerMessage(6130, LogLevel.Warning, "{Key} is no longer this edge's and is left as it is")]
    private partial void LogLeft(ObjectKey key);
}
