using System.Collections.Frozen;

namespace KubeStellar.Edge.Daemon.Cli.Rbac;

/// <summary>The resource of a kind, as rules of roles name it.</summary>
internal static class ResourceNames
{
    // Kinds of a plain API server of Kubernetes that people write (https://kubernetes.io/docs/reference/kubernetes-api/). The name of each is its plural.
    private static readonly FrozenDictionary<string, string> BuiltIn = new Dictionary<string, string>
    {
        [""] = "ConfigMap Endpoints Event LimitRange Namespace Node PersistentVolume PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount",
        ["admissionregistration.k8s.io"] = "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration",
        ["apiextensions.k8s.io"] = "CustomResourceDefinition",
        ["apiregistration.k8s.io"] = "APIService",
        ["apps"] = "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet",
        ["autoscaling"] = "HorizontalPodAutoscaler",
        ["batch"] = "CronJob Job",
        ["certificates.k8s.io"] = "CertificateSigningRequest ClusterTrustBundle",
        ["coordination.k8s.io"] = "Lease",
        ["discovery.k8s.io"] = "EndpointSlice",
        ["flowcontrol.apiserver.k8s.io"] = "FlowSchema PriorityLevelConfiguration",
        ["networking.k8s.io"] = "IPAddress Ingress IngressClass NetworkPolicy ServiceCIDR",
        ["node.k8s.io"] = "RuntimeClass",
        ["policy"] = "PodDisruptionBudget",
        ["rbac.authorization.k8s.io"] = "ClusterRole ClusterRoleBinding Role RoleBinding",
        ["resource.k8s.io"] = "DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice",
        ["scheduling.k8s.io"] = "PriorityClass",
        ["storage.k8s.io"] = "CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment VolumeAttributesClass",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The resource, and whether it is only a guess.</summary>
    internal static (string Resource, bool Guessed) Of(string group, string kind, IReadOnlyDictionary<(string Group, string Kind), string> definitions) =>
        definitions.TryGetValue((group, kind), out var plural) ? (plural, false)
        : (Plural(kind.ToLowerInvariant()), !(BuiltIn.TryGetValue(group, out var kinds) && kinds.Split(' ').Contains(kind)));

    // The usual English plural, as generators of definitions make it; endpoints are one already.
    private static string Plural(string singular) => singular switch
    {
        "endpoints" => singular,
        [.., 's' or 'x' or 'z'] or [.., 'c' or 's', 'h'] => singular + "es",
        [.., 'a' or 'e' or 'i' or 'o' or 'u', 'y'] => singular + "s",
        [.., 'y'] => singular[..^1] + "ies",
        _ => singular + "s",
    };
}
