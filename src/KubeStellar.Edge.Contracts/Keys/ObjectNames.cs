using System.Collections.Frozen;

namespace KubeStellar.Edge.Contracts.Keys;

/// <summary>What Kubernetes' own kinds demand of names, where it differs from the general rule, and which of them are cluster-scoped.</summary>
public static class ObjectNames
{
    private const string Rbac = "rbac.authorization.k8s.io";

    private static readonly FrozenSet<(string Group, string Kind)> ClusterScoped = new[]
    {
        ("", "Namespace"), ("", "Node"), ("", "PersistentVolume"), ("", "ComponentStatus"),
        (Rbac, "ClusterRole"), (Rbac, "ClusterRoleBinding"),
        ("apiextensions.k8s.io", "CustomResourceDefinition"),
        ("apiregistration.k8s.io", "APIService"),
        ("storage.k8s.io", "StorageClass"), ("storage.k8s.io", "CSIDriver"), ("storage.k8s.io", "CSINode"), ("storage.k8s.io", "VolumeAttachment"),
        ("scheduling.k8s.io", "PriorityClass"), ("node.k8s.io", "RuntimeClass"), ("networking.k8s.io", "IngressClass"),
        ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"), ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
        ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy"), ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"),
        ("flowcontrol.apiserver.k8s.io", "FlowSchema"), ("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"),
        ("certificates.k8s.io", "CertificateSigningRequest"),
    }.ToFrozenSet();

    /// <summary>True for a built-in kind that has no namespace. Custom kinds are not known here: their scope is in their definition.</summary>
    public static bool IsClusterScoped(string group, string kind) => ClusterScoped.Contains((group, kind));

    /// <summary>What keeps <paramref name="name"/> from naming an object of the kind, or null.</summary>
    public static string? Explain(string group, string kind, string name) => (group, kind) switch
    {
        (Rbac, "Role" or "ClusterRole" or "RoleBinding" or "ClusterRoleBinding") => ExplainPathSegment(name),
        ("", "Namespace" or "Service") => Names.ExplainDnsLabel(name),
        _ => Names.ExplainDnsSubdomain(name),
    };

    /// <summary>RBAC's names may be anything that is one segment of a path, such as <c>system:node</c>.</summary>
    private static string? ExplainPathSegment(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name is "." or ".." ? "must not be '.' or '..'"
            : name.AsSpan().IndexOfAny('/', '%') >= 0 ? "must not contain '/' or '%'"
            : null;
    }
}
