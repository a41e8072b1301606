namespace KubeStellar.Edge.Contracts.Tests.Manifests;

/// <summary>A dozen manifests as people write them, with the key that each has.</summary>
internal static class ManifestData
{
    private static readonly Dictionary<string, string> Keys = new()
    {
        ["namespace"] = "_.Namespace._.storefront",
        ["crd"] = "apiextensions/k8s/io.CustomResourceDefinition._.promotions/shop/example/com",
        ["custom"] = "shop/example/com.Promotion.storefront.happy-hour",
        ["deployment"] = "apps.Deployment.storefront.storefront",
        ["service"] = "_.Service.storefront.storefront",
        ["configmap"] = "_.ConfigMap.storefront.storefront",
        ["clusterrole"] = "rbac/authorization/k8s/io.ClusterRole._.system=3Astorefront=3Areader",
        ["clusterrolebinding"] = "rbac/authorization/k8s/io.ClusterRoleBinding._.storefront-reader",
        ["statefulset"] = "apps.StatefulSet.storefront.till-db",
        ["cronjob"] = "batch.CronJob.storefront.close-of-day",
        ["networkpolicy"] = "networking/k8s/io.NetworkPolicy.storefront.only-web",
        ["hpa"] = "autoscaling.HorizontalPodAutoscaler.storefront.storefront",
    };

    public static IReadOnlyList<(string Name, string Key, byte[] Utf8)> All { get; } =
        [.. Keys.Select(pair => (pair.Key, pair.Value, File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Manifests", "Data", pair.Key + ".json"))))];
}
