using KubeStellar.Edge.Kubernetes.Cluster.Discovery;
using KubeStellar.Edge.Kubernetes.Cluster.Watch;

namespace KubeStellar.Edge.Kubernetes.Cluster.Steps;

/// <summary>Where one object is.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Watch">The watch of its kind.</param>
/// <param name="Space">Its namespace; empty for none.</param>
/// <param name="Name">Its name.</param>
/// <param name="Full">Whether the object itself is needed, not only its metadata.</param>
internal sealed record ObjectPlace(KindInfo Kind, KindWatch Watch, string Space, string Name, bool Full)
{
    /// <summary>Its path.</summary>
    internal string Path => Kind.Object(Space, Name);
}
