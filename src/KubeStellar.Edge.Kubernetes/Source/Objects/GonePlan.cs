using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Kubernetes.Source.Watching;

namespace KubeStellar.Edge.Kubernetes.Source.Objects;

/// <summary>What of all that the hub has from a cluster is certainly gone from it. Pure.</summary>
internal static class GonePlan
{
    /// <summary>
    /// Objects that no watch sees which would: each of them was listed whole and is trusted. A kind that nobody follows now (its CustomResourceDefinition or its API vanished, or it may not be listed)
    /// says nothing about its objects, so they stay.
    /// </summary>
    /// <param name="held">Objects that the hub has from the cluster.</param>
    /// <param name="covering">The watches of an object.</param>
    internal static IReadOnlyList<ObjectKey> Of(IEnumerable<ObjectKey> held, Func<ObjectKey, IEnumerable<IScopeView>> covering) =>
        [.. held.Where(key => covering(key).ToList() is { Count: > 0 } scopes && scopes.TrueForAll(scope => scope.Ready && !scope.Sees(key.Namespace, key.Name))).Order()];
}
