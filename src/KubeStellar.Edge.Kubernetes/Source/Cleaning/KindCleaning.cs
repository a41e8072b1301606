using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Kubernetes.Source.Cleaning;

/// <summary>What servers and controllers assign to objects of single kinds. Pure.</summary>
internal static class KindCleaning
{
    private static readonly Dictionary<(string Group, string Kind), Action<JsonObject, KeptFields>> Rules = new()
    {
        [("", "Service")] = ServiceCleaning.Clean,
        [("", "Pod")] = PodCleaning.Clean,
        [("batch", "Job")] = JobCleaning.Clean,
        [("", "Namespace")] = Namespace,
        [("", "PersistentVolumeClaim")] = StorageCleaning.Claim,
        [("", "PersistentVolume")] = StorageCleaning.Volume,
        [("", "ServiceAccount")] = ServiceAccount,
        [("", "Secret")] = Secret,
        [("apps", "Deployment")] = (item, _) => Annotations(item, "deployment.kubernetes.io/revision", "deployment.kubernetes.io/revision-history"),
        [("apps", "ReplicaSet")] = (item, _) => Annotations(
            item, "deployment.kubernetes.io/revision", "deployment.kubernetes.io/revision-history", "deployment.kubernetes.io/desired-replicas", "deployment.kubernetes.io/max-replicas"),
        [("apps", "DaemonSet")] = (item, _) => Annotations(item, "deprecated.daemonset.template.generation"),
        [("autoscaling", "HorizontalPodAutoscaler")] = (item, _) => Annotations(item, "autoscaling.alpha.kubernetes.io/conditions", "autoscaling.alpha.kubernetes.io/current-metrics"),
        [("rbac.authorization.k8s.io", "ClusterRole")] = ClusterRole,
    };

    /// <summary>Cleans by the rules of an object's kind, if there are any.</summary>
    internal static void Clean(JsonObject item, KeptFields kept)
    {
        if (Rules.TryGetValue((ObjectKey.GroupOf(Fields.Text(item, "apiVersion") ?? ""), Fields.Text(item, "kind") ?? ""), out var rule))
        {
            rule(item, kept);
        }
    }

    /// <summary>Removes annotations.</summary>
    internal static void Annotations(JsonObject item, params ReadOnlySpan<string> names) => Fields.Remove(item, ["metadata", "annotations"], names);

    private static void Namespace(JsonObject item, KeptFields kept)
    {
        Fields.Remove(item, ["spec"], "finalizers");
        Fields.RemoveEmpty(item, [], "spec");
        Fields.Remove(item, ["metadata", "labels"], "kubernetes.io/metadata.name");
    }

    // Tokens that a controller of that cluster made (before 1.24, and OpenShift's registry credentials still).
    private static void ServiceAccount(JsonObject item, KeptFields kept)
    {
        var name = Fields.Text(item, "metadata", "name") ?? "";
        foreach (var list in new[] { "secrets", "imagePullSecrets" })
        {
            Fields.RemoveItems(item, list, entry => Fields.Text(entry, "name") is { } secret
                && (secret.StartsWith($"{name}-token-", StringComparison.Ordinal) || secret.StartsWith($"{name}-dockercfg-", StringComparison.Ordinal)));
        }
    }

    // The token is valid in that cluster only; elsewhere a controller fills in another one.
    private static void Secret(JsonObject item, KeptFields kept)
    {
        if (Fields.Text(item, "type") == "kubernetes.io/service-account-token")
        {
            item.Remove("data");
            Annotations(item, "kubernetes.io/service-account.uid");
        }
    }

    // Filled in by a controller, from the roles of whichever cluster it runs in.
    private static void ClusterRole(JsonObject item, KeptFields kept)
    {
        if (Fields.Map(item, "aggregationRule") is not null)
        {
            item.Remove("rules");
        }
    }
}
