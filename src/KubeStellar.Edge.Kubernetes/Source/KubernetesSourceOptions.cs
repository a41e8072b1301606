namespace KubeStellar.Edge.Kubernetes.Source;

/// <summary>What the source <c>kubernetes</c> was told.</summary>
public sealed record KubernetesSourceOptions
{
    /// <summary>The selector where none is chosen: what people label for the fleet.</summary>
    public const string UsualSelector = SourceMarks.Selector;

    /// <summary>Its id, which records name: <c>kubernetes</c>, or <c>kubernetes:FILE</c> of one that has a kubeconfig of its own.</summary>
    public required string Id { get; init; }

    /// <summary>The workspace that it fills.</summary>
    public required string Workspace { get; init; }

    /// <summary>The kubeconfig file; null: the pod's service account, else what <c>KUBECONFIG</c> names, else <c>~/.kube/config</c>.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>The kubeconfig's context; null: the current one.</summary>
    public string? Context { get; init; }

    /// <summary>Label selector of the objects to take, in all namespaces; empty: none by their labels.</summary>
    public string Selector { get; init; } = UsualSelector;

    /// <summary>Namespaces of which everything is taken, themselves included.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Version of this daemon, for the <c>User-Agent</c>.</summary>
    public string Daemon { get; init; } = "0";
}
