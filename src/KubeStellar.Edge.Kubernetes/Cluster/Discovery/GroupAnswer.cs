using KubeStellar.Edge.Kubernetes.Cluster.Api;

namespace KubeStellar.Edge.Kubernetes.Cluster.Discovery;

/// <summary>What a server said of one version of a group.</summary>
/// <param name="Kinds">Its kinds; null when it has none, or gave no answer.</param>
/// <param name="Fault">The reply that was no answer; null when it was one.</param>
internal readonly record struct GroupAnswer(IReadOnlyList<KindInfo>? Kinds, ApiReply? Fault);
