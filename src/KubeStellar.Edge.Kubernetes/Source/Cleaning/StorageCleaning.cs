using System.Text.Json.Nodes;

namespace KubeStellar.Edge.Kubernetes.Source.Cleaning;

/// <summary>How a controller bound claims and volumes of a cluster (https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding). What an owner bound by name stays.</summary>
internal static class StorageCleaning
{
    private const string BoundByController = "pv.kubernetes.io/bound-by-controller";
    private const string BindCompleted = "pv.kubernetes.io/bind-completed";

    internal static void Claim(JsonObject item, KeptFields kept)
    {
        if (Fields.Text(item, "metadata", "annotations", BoundByController) is not null && !kept.Has(KeptFields.VolumeName))
        {
            Fields.Remove(item, ["spec"], "volumeName");
        }

        KindCleaning.Annotations(
            item, BoundByController, BindCompleted, "volume.kubernetes.io/storage-provisioner", "volume.beta.kubernetes.io/storage-provisioner", "volume.kubernetes.io/selected-node");
    }

    internal static void Volume(JsonObject item, KeptFields kept)
    {
        if (Fields.Text(item, "metadata", "annotations", BoundByController) is not null)
        {
            Fields.Remove(item, ["spec"], "claimRef");
        }

        Fields.Remove(item, ["spec", "claimRef"], "uid", "resourceVersion");
        KindCleaning.Annotations(item, BoundByController);
    }
}
