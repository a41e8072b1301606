namespace KubeStellar.Edge.Kubernetes.Cluster;

/// <summary>What the target <c>kubernetes[:KUBECONFIG]</c> was told.</summary>
public sealed record KubernetesTargetOptions
{
    /// <summary>The kubeconfig file; null: the pod's service account, else what <c>KUBECONFIG</c> names, else <c>~/.kube/config</c>.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>The kubeconfig's context; null: the current one.</summary>
    public string? Context { get; init; }

    /// <summary>This edge's id.</summary>
    public required string Edge { get; init; }

    /// <summary>The public key of the hub that this edge belongs to.</summary>
    public required string HubKey { get; init; }

    /// <summary>User to impersonate when objects of a workspace are written, by workspace; those of others are written as the edge itself.</summary>
    public IReadOnlyDictionary<string, string> Impersonate { get; init; } = new Dictionary<string, string>();

    /// <summary>Version of this daemon, for the <c>User-Agent</c>.</summary>
    public string Daemon { get; init; } = "0";
}
