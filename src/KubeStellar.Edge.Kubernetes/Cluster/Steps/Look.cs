using KubeStellar.Edge.Kubernetes.Cluster.Api;
using KubeStellar.Edge.Kubernetes.Cluster.Watch;

namespace KubeStellar.Edge.Kubernetes.Cluster.Steps;

/// <summary>How an object is now.</summary>
/// <param name="Entry">The object; null when it is not there, or when that cannot be told.</param>
/// <param name="Fault">The reply that kept us from knowing; null when it is known.</param>
internal readonly record struct Look(LiveEntry? Entry, ApiReply? Fault = null);
