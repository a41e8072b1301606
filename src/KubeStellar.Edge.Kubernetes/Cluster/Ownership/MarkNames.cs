namespace KubeStellar.Edge.Kubernetes.Cluster.Ownership;

/// <summary>Labels and annotations by which an object in a cluster says whose it is.</summary>
internal static class MarkNames
{
    internal const string Prefix = "edge.kubestellar.io/";

    /// <summary>Label: 16 hex digits for hub and edge; what is watched and listed by.</summary>
    internal const string Owner = Prefix + "owner";

    /// <summary>Label: the policy's name, without its workspace.</summary>
    internal const string Policy = Prefix + "policy";

    /// <summary>Annotation: the edge's id.</summary>
    internal const string Edge = Prefix + "edge";

    /// <summary>Annotation: the hub's public key.</summary>
    internal const string Hub = Prefix + "hub";

    /// <summary>Annotation: the policy's workspace.</summary>
    internal const string Workspace = Prefix + "workspace";

    /// <summary>Annotation: digest of the content that was applied.</summary>
    internal const string Digest = Prefix + "digest";

    /// <summary>Annotation that anybody may set: <c>disabled</c> keeps the edge from removing the object.</summary>
    internal const string Prune = Prefix + "prune";

    /// <summary>Annotation: what becomes of it when it is no longer wanted, where that is not to remove it in the background: <c>Keep</c>, <c>Foreground</c>, <c>Orphan</c>.</summary>
    internal const string OnRemoval = Prefix + "on-removal";

    /// <summary>Annotation: its key names no namespace, and the default one was taken.</summary>
    internal const string Unscoped = Prefix + "unscoped";

    /// <summary>Annotation of an object that this edge let go: owner and a digest of the fields that it left, so that it is known again while nobody touched them.</summary>
    internal const string Released = Prefix + "released";
}
