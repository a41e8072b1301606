namespace KubeStellar.Edge.Kubernetes.Cluster.Api;

/// <summary>How the cluster is reached cannot be read; it may be later.</summary>
internal sealed class AccessException(string message, Exception? inner = null) : IOException(message, inner);
