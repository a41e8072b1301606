namespace KubeStellar.Edge.TestKit.Cluster.Real;

/// <summary>The programs of a Kubernetes control plane, where <c>KUBEBUILDER_ASSETS</c> says: the convention of controller-runtime's envtest.</summary>
public static class Assets
{
    /// <summary>Why there is no real server; null when there is one.</summary>
    public static string? Missing { get; } = Folder is null
        ? "KUBEBUILDER_ASSETS names no folder with kube-apiserver and etcd: this was not tried against a real API server"
        : new[] { "kube-apiserver", "etcd" }.FirstOrDefault(name => Find(name) is null) is { } name ? $"KUBEBUILDER_ASSETS has no {name}" : null;

    private static string? Folder => Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS") is { Length: > 0 } path ? path : null;

    /// <summary>Path of a program; null when it is not there.</summary>
    public static string? Find(string name) => Folder is { } folder && Path.Combine(folder, name) is var path && File.Exists(path) ? path : null;
}
