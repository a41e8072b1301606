namespace KubeStellar.Edge.Kubernetes.Tests.ApiServers;

/// <summary>One object of each kind that people place, small but with the parts that lists, maps and defaults make hard. <c>@space</c> is the namespace.</summary>
internal static class UsualObjects
{
    internal static IReadOnlyList<(string Kind, string Json)> All { get; } =
    [
        ("Ingress", """{"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"a","namespace":"@space"},"spec":{"rules":[{"host":"x.example.com","http":{"paths":[{"path":"/","pathType":"Prefix","backend":{"service":{"name":"s","port":{"number":80}}}}]}}]}}"""),
        ("NetworkPolicy", """{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"a","namespace":"@space"},"spec":{"podSelector":{},"policyTypes":["Ingress"],"ingress":[{"from":[{"podSelector":{"matchLabels":{"a":"b"}}}],"ports":[{"port":80}]}]}}"""),
        ("PodDisruptionBudget", """{"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"a","namespace":"@space"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"a":"b"}}}}"""),
        ("HorizontalPodAutoscaler", """{"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"a","namespace":"@space"},"spec":{"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"},"maxReplicas":3,"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}}]}}"""),
        ("PersistentVolumeClaim", """{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"a","namespace":"@space"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}"""),
        ("CronJob", """{"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"a","namespace":"@space"},"spec":{"schedule":"0 0 * * *","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i:1"}]}}}}}}"""),
        ("ServiceAccount", """{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"a","namespace":"@space"},"imagePullSecrets":[{"name":"pull"}]}"""),
        ("RoleBinding", """{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"a","namespace":"@space"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"},"subjects":[{"kind":"ServiceAccount","name":"s","namespace":"@space"}]}"""),
        ("Pod", """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"@space"},"spec":{"containers":[{"name":"c","image":"i:1","volumeMounts":[{"name":"v","mountPath":"/v"}]}],"volumes":[{"name":"v","configMap":{"name":"m"}}]}}"""),
        ("ResourceQuota", """{"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"a","namespace":"@space"},"spec":{"hard":{"pods":"5"}}}"""),
        ("LimitRange", """{"apiVersion":"v1","kind":"LimitRange","metadata":{"name":"zz","namespace":"@space"},"spec":{"limits":[{"type":"PersistentVolumeClaim","max":{"storage":"9Gi"}}]}}"""),
        ("Lease", """{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"a","namespace":"@space"},"spec":{"holderIdentity":"x","leaseDurationSeconds":15}}"""),
        ("ReplicaSet", """{"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"a","namespace":"@space"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i","livenessProbe":{"httpGet":{"path":"/","port":80}}}]}}}}"""),
        ("StatefulSet", """{"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"a","namespace":"@space"},"spec":{"serviceName":"s","selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i:1"}]}},"volumeClaimTemplates":[{"metadata":{"name":"data"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}]}}"""),
        ("ClusterRole", """{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"usual-@space"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]}"""),
        ("StorageClass", """{"apiVersion":"storage.k8s.io/v1","kind":"StorageClass","metadata":{"name":"usual-@space"},"provisioner":"example.com/none","parameters":{"a":"b"}}"""),
        ("PriorityClass", """{"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","metadata":{"name":"usual-@space"},"value":100,"description":"d"}"""),
        ("IngressClass", """{"apiVersion":"networking.k8s.io/v1","kind":"IngressClass","metadata":{"name":"usual-@space"},"spec":{"controller":"example.com/c"}}"""),
        ("PersistentVolume", """{"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"usual-@space"},"spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],"hostPath":{"path":"/x"}}}"""),
        ("Namespace", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"usual-@space","labels":{"a":"b"}}}"""),
        ("ValidatingWebhookConfiguration", """{"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingWebhookConfiguration","metadata":{"name":"usual-@space"},"webhooks":[{"name":"w.example.com","clientConfig":{"url":"https://127.0.0.1:1/"},"rules":[{"apiGroups":["none.example.com"],"apiVersions":["v1"],"operations":["CREATE"],"resources":["nothings"]}],"sideEffects":"None","admissionReviewVersions":["v1"]}]}"""),
    ];
}
