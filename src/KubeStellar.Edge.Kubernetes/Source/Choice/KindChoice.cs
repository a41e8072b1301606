using KubeStellar.Edge.Kubernetes.Cluster.Discovery;

namespace KubeStellar.Edge.Kubernetes.Source.Choice;

/// <summary>
/// Which kinds of a cluster may hold what people want elsewhere: all that can be listed and watched but the noise, which controllers make for that one cluster, and our own. Pure.
/// </summary>
internal static class KindChoice
{
    private static readonly HashSet<(string Group, string Kind)> Noise =
    [
        ("", "Event"), ("events.k8s.io", "Event"), ("", "Endpoints"), ("discovery.k8s.io", "EndpointSlice"), ("", "Node"), ("", "ComponentStatus"), ("", "ReplicationController"),
        ("coordination.k8s.io", "Lease"), ("coordination.k8s.io", "LeaseCandidate"), ("apps", "ControllerRevision"), ("certificates.k8s.io", "CertificateSigningRequest"),
        ("storage.k8s.io", "CSINode"), ("storage.k8s.io", "CSIStorageCapacity"), ("storage.k8s.io", "VolumeAttachment"), ("resource.k8s.io", "ResourceSlice"),
    ];

    // Their objects are those of other groups, or measurements, or what tells the hub how to work.
    private static readonly HashSet<string> OtherGroups = ["extensions", "metrics.k8s.io", "custom.metrics.k8s.io", "external.metrics.k8s.io", "internal.apiserver.k8s.io", OwnGroup];

    /// <summary>The platform's own group.</summary>
    internal const string OwnGroup = "edge.kubestellar.io";

    /// <summary>The kinds to follow, one version of each: the one that is followed already while the server has it, else the first that is told.</summary>
    /// <param name="all">All that the server has, a group's preferred version first.</param>
    /// <param name="followed">Those that are followed now.</param>
    internal static IReadOnlyList<KindInfo> Of(IEnumerable<KindInfo> all, IEnumerable<KindInfo> followed)
    {
        var before = followed.Select(kind => (kind.Group, kind.Kind, kind.Version)).ToHashSet();
        return [.. all
            .Where(kind => kind.Verbs.Contains("list") && kind.Verbs.Contains("watch") && !OtherGroups.Contains(kind.Group) && !Noise.Contains((kind.Group, kind.Kind)))
            .GroupBy(kind => (kind.Group, kind.Kind))
            .Select(same => same.FirstOrDefault(kind => before.Contains((kind.Group, kind.Kind, kind.Version))) ?? same.First())];
    }
}
