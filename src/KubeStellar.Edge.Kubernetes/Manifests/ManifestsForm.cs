namespace KubeStellar.Edge.Kubernetes.Manifests;

/// <summary>What reads a folder of manifests, and so how its files are named, written and removed.</summary>
public enum ManifestsForm
{
    /// <summary><c>manifests:DIR</c>: anything; one JSON file per object, and a removed object's file is removed.</summary>
    Manifests,

    /// <summary><c>k3s:DIR</c>: the deploy controller of k3s and RKE2.</summary>
    K3s,

    /// <summary><c>static-pods:DIR</c>: the kubelet.</summary>
    StaticPods,

    /// <summary><c>quadlet:DIR</c>: podman's generator of systemd units.</summary>
    Quadlet,

    /// <summary><c>microshift:DIR</c>: MicroShift's kustomizations.</summary>
    MicroShift,
}
