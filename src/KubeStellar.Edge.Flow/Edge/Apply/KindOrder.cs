using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>The one table of what is applied before what; removal goes the other way round.</summary>
internal static class KindOrder
{
    private const int ClusterScoped = 30;
    private const int Namespaced = 70;

    // After what may serve them, so that on the way back they go while it still runs and can let them go.
    private const int Custom = 88;

    private static readonly Dictionary<string, int> Ranks = new(StringComparer.Ordinal)
    {
        ["Namespace"] = 0,
        ["CustomResourceDefinition"] = 10,
        ["PriorityClass"] = 20,
        ["StorageClass"] = 20,
        ["ClusterRole"] = 20,
        ["PersistentVolume"] = 20,
        ["ClusterRoleBinding"] = 35,
        ["ServiceAccount"] = 50,
        ["ResourceQuota"] = 50,
        ["LimitRange"] = 50,
        ["NetworkPolicy"] = 50,
        ["ConfigMap"] = 55,
        ["Secret"] = 55,
        ["PersistentVolumeClaim"] = 55,
        ["Role"] = 60,
        ["RoleBinding"] = 65,
        ["Service"] = 65,
        ["Pod"] = 80,
        ["Deployment"] = 80,
        ["StatefulSet"] = 80,
        ["DaemonSet"] = 80,
        ["ReplicaSet"] = 80,
        ["Job"] = 80,
        ["CronJob"] = 80,
        ["HorizontalPodAutoscaler"] = 85,
        ["PodDisruptionBudget"] = 85,
        ["Ingress"] = 85,

        // Last, because they judge or serve everything else, and what serves them must be there.
        ["APIService"] = 90,
        ["ValidatingWebhookConfiguration"] = 95,
        ["MutatingWebhookConfiguration"] = 95,
    };

    /// <summary>The lower is applied first.</summary>
    internal static int Rank(ObjectKey key) =>
        IsKnownGroup(key) && Ranks.TryGetValue(key.Kind, out var rank) ? rank : IsCustom(key) ? Custom : key.Namespace.Length == 0 ? ClusterScoped : Namespaced;

    /// <summary>Whether an object is of a kind that somebody else than Kubernetes defines.</summary>
    internal static bool IsCustom(ObjectKey key) => key.Group.Contains('.', StringComparison.Ordinal) && !key.Group.EndsWith(".k8s.io", StringComparison.Ordinal);

    /// <summary>Order of applying: by rank, then by key so that it is the same each time.</summary>
    internal static int Compare(ObjectKey left, ObjectKey right)
    {
        var order = Rank(left).CompareTo(Rank(right));
        return order != 0 ? order : left.CompareTo(right);
    }

    // A custom resource may carry any of these kinds' names.
    private static bool IsKnownGroup(ObjectKey key) =>
        key.Group is "" or "apps" or "batch" or "autoscaling" or "policy" or "storage.k8s.io" or "scheduling.k8s.io" or "apiextensions.k8s.io"
            or "apiregistration.k8s.io" or "admissionregistration.k8s.io" or "rbac.authorization.k8s.io" or "networking.k8s.io";
}
