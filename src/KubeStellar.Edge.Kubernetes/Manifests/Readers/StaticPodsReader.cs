using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Flow.Edge.Apply;

namespace KubeStellar.Edge.Kubernetes.Manifests.Readers;

/// <summary>
/// The target <c>static-pods:DIR</c>, read by a kubelet (https://kubernetes.io/docs/tasks/configure-pod-container/static-pod/; <c>pkg/kubelet/config/file.go</c> of
/// kubernetes/kubernetes): every file whose name does not begin with a dot is one Pod, whatever its extension, and a file that goes away ends it. Such a Pod may refer to no other object of the API
/// (<c>HasAPIObjectReference</c> in <c>pkg/api/pod/util.go</c>); a kubelet drops the file of one that does, and says so in its log only. So nothing else is written there.
/// </summary>
internal sealed class StaticPodsReader : FolderReader
{
    // The volumes that need no object of the API.
    private static readonly HashSet<string> Volumes = new(StringComparer.Ordinal)
    {
        "awsElasticBlockStore", "azureDisk", "cephfs", "cinder", "downwardAPI", "emptyDir", "fc", "flexVolume", "flocker", "gcePersistentDisk", "gitRepo", "hostPath", "image",
        "iscsi", "nfs", "photonPersistentDisk", "portworxVolume", "quobyte", "rbd", "scaleIO", "storageos", "vsphereVolume",
    };

    internal override string Form => "static-pods";

    internal override Refusal? Refuse(TargetObject wanted, IManifestFolder folder)
    {
        var key = wanted.Entry.Key;
        if (key is not { Group: "", Kind: "Pod" })
        {
            return new Refusal("KindNotAllowed", $"a kubelet takes Pods only from its folder, and this is a {key.Kind}");
        }

        return Reference(CanonicalJson.Parse(wanted.Content.Span).Member("spec")) is { } reference
            ? new Refusal("ReferenceNotAllowed", $"a static Pod may not refer to other objects, and this one has {reference}")
            : null;
    }

    private static string? Reference(JsonElement spec)
    {
        if (spec.Text("serviceAccountName").Length > 0 || spec.Text("serviceAccount").Length > 0)
        {
            return "a serviceAccountName";
        }

        if (PodReferences.Of(spec) is [var (kind, name), ..])
        {
            return $"the {kind} {name}";
        }

        return spec.Items("resourceClaims").Any() ? "resourceClaims"
            : spec.Items("volumes").Select(Reference).FirstOrDefault(found => found is not null);

        static string? Volume(JsonElement volume, string name) => $"the volume {volume.Text("name")} of kind {name}";

        static string? Reference(JsonElement volume)
        {
            foreach (var source in volume.Members().Where(source => source.Name != "name" && source.Value.ValueKind is JsonValueKind.Object))
            {
                if (source.Name == "projected")
                {
                    var other = source.Value.Items("sources").SelectMany(one => one.Members()).Select(one => one.Name).FirstOrDefault(one => one != "downwardAPI");
                    if (other is not null)
                    {
                        return Volume(volume, $"projected {other}");
                    }
                }
                else if (!Volumes.Contains(source.Name) || source.Value.Text("secretRef", "name").Length > 0)
                {
                    return Volume(volume, source.Name);
                }
            }

            return null;
        }
    }
}
