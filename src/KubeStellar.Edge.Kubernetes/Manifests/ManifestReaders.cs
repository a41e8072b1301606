namespace KubeStellar.Edge.Kubernetes.Manifests;

/// <summary>The reader of each form.</summary>
internal static class ManifestReaders
{
    internal static ManifestReader Of(ManifestsForm form) => form switch
    {
        ManifestsForm.K3s => new K3sReader(),
        _ => new ManifestReader(),
    };
}
