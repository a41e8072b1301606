namespace KubeStellar.Edge.TestKit.Cluster.Fake.Schema;

/// <summary>
/// The kinds that are there without a CRD, with the fields whose ownership is not the usual one (as the published OpenAPI of Kubernetes says; kinds and fields that no
/// edge places are left out).
/// </summary>
internal static class BuiltIn
{
    private const string Pod = """
        containers|initContainers|ephemeralContainers name
        containers.env|initContainers.env|ephemeralContainers.env name
        containers.ports|initContainers.ports|ephemeralContainers.ports containerPort,protocol=TCP
        containers.volumeMounts|initContainers.volumeMounts|ephemeralContainers.volumeMounts mountPath
        containers.volumeDevices|initContainers.volumeDevices|ephemeralContainers.volumeDevices devicePath
        containers.resources.claims|initContainers.resources.claims name
        containers.env.valueFrom.configMapKeyRef|containers.env.valueFrom.secretKeyRef|containers.env.valueFrom.fieldRef|containers.env.valueFrom.resourceFieldRef atomic
        initContainers.env.valueFrom.configMapKeyRef|initContainers.env.valueFrom.secretKeyRef|initContainers.env.valueFrom.fieldRef|initContainers.env.valueFrom.resourceFieldRef atomic
        volumes|imagePullSecrets|schedulingGates|resourceClaims name
        hostAliases ip
        topologySpreadConstraints topologyKey,whenUnsatisfiable
        topologySpreadConstraints.labelSelector atomic
        nodeSelector|affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution atomic
        """;

    private const string Conditions = "status.conditions type";
    private const string Selector = "spec.selector atomic";

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<ResourceType> Types { get; } =
    [
        Core("Namespace", "ns", space: false, status: true, rules: FieldRules.Parse(("", Conditions))),
        Core("ConfigMap", "cm"),
        Core("Secret", ""),
        Core("Service", "svc", status: true, rules: FieldRules.Parse(("", "spec.ports port,protocol=TCP\nspec.selector atomic\n" + Conditions))),
        Core("ServiceAccount", "sa", rules: FieldRules.Parse(("", "secrets name"))),
        Core("PersistentVolumeClaim", "pvc", status: true, rules: FieldRules.Parse(("", "spec.selector|spec.dataSource atomic\n" + Conditions))),
        Core("PersistentVolume", "pv", space: false, status: true, rules: FieldRules.Parse(("", "spec.claimRef atomic"))),
        Core("Pod", "po", status: true, generation: true, rules: FieldRules.Parse(("", Conditions), ("spec", Pod))),
        Core("Node", "no", space: false, status: true, rules: FieldRules.Parse(("", "spec.podCIDRs set\nstatus.addresses|status.conditions type"))),
        Core("Event", "ev"),
        Core("ReplicationController", "rc", status: true, generation: true, rules: FieldRules.Parse(("", Conditions), ("spec.template.spec", Pod))),
        Core("ResourceQuota", "quota", status: true),
        Core("LimitRange", "limits"),
        Core("PodTemplate", "", rules: FieldRules.Parse(("template.spec", Pod))),
        new("", "v1", "endpoints", "Endpoints", true) { ShortNames = ["ep"] },
        Workload("apps", "Deployment", "deploy", Conditions + "\n" + Selector),
        Workload("apps", "StatefulSet", "sts", Conditions + "\n" + Selector),
        Workload("apps", "DaemonSet", "ds", Conditions + "\n" + Selector),
        Workload("apps", "ReplicaSet", "rs", Conditions + "\n" + Selector),
        new("apps", "v1", "controllerrevisions", "ControllerRevision", true),
        Workload("batch", "Job", "", Selector),
        new("batch", "v1", "cronjobs", "CronJob", true)
        {
            ShortNames = ["cj"], Categories = ["all"], HasStatus = true, HasGeneration = true,
            Fields = FieldRules.Parse(("", "spec.jobTemplate.spec.selector atomic"), ("spec.jobTemplate.spec.template.spec", Pod)),
        },
        Named("networking.k8s.io", "Ingress", "ing", status: true, rules: "spec.defaultBackend.resource|spec.rules.http.paths.backend.resource atomic"),
        Named("networking.k8s.io", "NetworkPolicy", "netpol", rules: "spec.podSelector atomic"),
        Named("networking.k8s.io", "IngressClass", "", space: false),
        Named("policy", "PodDisruptionBudget", "pdb", status: true, rules: Conditions + "\n" + Selector),
        Named("autoscaling", "HorizontalPodAutoscaler", "hpa", version: "v2", status: true, rules: Conditions, generation: false),
        Named("rbac.authorization.k8s.io", "Role", "", generation: false),
        Named("rbac.authorization.k8s.io", "RoleBinding", "", rules: "roleRef atomic", generation: false),
        Named("rbac.authorization.k8s.io", "ClusterRole", "", space: false, rules: "aggregationRule.clusterRoleSelectors atomic", generation: false),
        Named("rbac.authorization.k8s.io", "ClusterRoleBinding", "", space: false, rules: "roleRef atomic", generation: false),
        Named("storage.k8s.io", "StorageClass", "sc", space: false, generation: false),
        Named("scheduling.k8s.io", "PriorityClass", "pc", space: false, generation: true),
        Named("coordination.k8s.io", "Lease", "", generation: false),
        Named("discovery.k8s.io", "EndpointSlice", "", generation: true),
        Named("admissionregistration.k8s.io", "ValidatingWebhookConfiguration", "", space: false, rules: "webhooks name\nwebhooks.namespaceSelector|webhooks.objectSelector atomic"),
        Named("admissionregistration.k8s.io", "MutatingWebhookConfiguration", "", space: false, rules: "webhooks name\nwebhooks.namespaceSelector|webhooks.objectSelector atomic"),
        Named("apiextensions.k8s.io", "CustomResourceDefinition", "crd", space: false, status: true, rules: Conditions),
        Named("apiregistration.k8s.io", "APIService", "", space: false, status: true, rules: Conditions, generation: false),
    ];

    private static ResourceType Core(string kind, string shortName, bool space = true, bool status = false, bool generation = false, FieldRules? rules = null) =>
        new("", "v1", Client.ApiPath.Plural(kind), kind, space)
        {
            ShortNames = shortName.Length == 0 ? [] : [shortName],
            Categories = kind is "Pod" or "Service" ? ["all"] : [],
            HasStatus = status,
            HasGeneration = generation,
            Fields = rules ?? FieldRules.None,
        };

    private static ResourceType Workload(string group, string kind, string shortName, string rules) =>
        new(group, "v1", Client.ApiPath.Plural(kind), kind, true)
        {
            ShortNames = shortName.Length == 0 ? [] : [shortName],
            Categories = ["all"],
            HasStatus = true,
            HasGeneration = true,
            Fields = FieldRules.Parse(("", rules), ("spec.template.spec", Pod)),
        };

    private static ResourceType Named(
        string group, string kind, string shortName, string version = "v1", bool space = true, bool status = false, string rules = "", bool generation = true) =>
        new(group, version, Client.ApiPath.Plural(kind), kind, space)
        {
            ShortNames = shortName.Length == 0 ? [] : [shortName], HasStatus = status, HasGeneration = generation, Fields = FieldRules.Parse(("", rules)),
        };
}
