namespace KubeStellar.Edge.Kubernetes.Manifests.Readers;

/// <summary>The reader of each form.</summary>
internal static class FolderReaders
{
    internal static FolderReader Of(ManifestsForm form) => form switch
    {
        ManifestsForm.K3s => new K3sReader(),
        ManifestsForm.StaticPods => new StaticPodsReader(),
        ManifestsForm.Quadlet => new QuadletReader(),
        ManifestsForm.MicroShift => new MicroShiftReader(),
        _ => new FolderReader(),
    };
}
