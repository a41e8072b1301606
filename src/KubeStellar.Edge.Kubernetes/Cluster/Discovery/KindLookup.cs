using KubeStellar.Edge.Kubernetes.Cluster.Api;

namespace KubeStellar.Edge.Kubernetes.Cluster.Discovery;

/// <summary>What is known of a kind.</summary>
/// <param name="Kind">The kind; null when there is none of that name now.</param>
/// <param name="Fault">The reply that kept us from knowing; null when the server answered.</param>
internal sealed record KindLookup(KindInfo? Kind, ApiReply? Fault = null)
{
    /// <summary>Versions of the group and kind that the server has instead.</summary>
    internal IReadOnlyList<string> Others { get; init; } = [];
}
