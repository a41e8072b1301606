using System.Text.Json.Nodes;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Schema;

/// <summary>Values that the server adds to what it is given: enough of them that tests of ownership meet fields that nobody applied.</summary>
internal static class Defaults
{
    /// <summary>The annotation in which the server counts the templates of a DaemonSet.</summary>
    internal const string TemplateGeneration = "deprecated.daemonset.template.generation";

    internal static void Fill(ResourceType type, JsonObject body)
    {
        switch (type.Kind)
        {
            case "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" when type.Group == "apps":
                Workload(type.Kind, body.Make("spec"));
                if (type.Kind == "DaemonSet")
                    body.Make("metadata", "annotations").Default(TemplateGeneration, "1");
                break;
            case "Pod":
                PodDefaults.Fill(body.Make("spec"));
                body.Make("spec").Default("enableServiceLinks", true);
                break;
            case "Job":
                var job = body.Make("spec");
                if (job["parallelism"] is null)
                    job.Default("completions", 1);
                job.Default("parallelism", 1);
                job.Default("backoffLimit", 6);
                job.Default("completionMode", "NonIndexed");
                job.Default("suspend", false);
                // Whoever names no labels gets those of its Pods.
                if (body.At("metadata", "labels") is null && job.At("template", "metadata", "labels") is JsonObject { Count: > 0 } labels)
                    body.Make("metadata")["labels"] = labels.DeepClone();
                job.Default("manualSelector", false);
                job.Default("podReplacementPolicy", "TerminatingOrFailed");
                PodDefaults.Fill(job.Make("template", "spec"), restart: "");
                break;
            case "Service":
                Service(body.Make("spec"));
                break;
            case "Secret":
                body.Default("type", "Opaque");
                break;
            case "Namespace":
                body.Make("metadata", "labels").Default("kubernetes.io/metadata.name", body.Text("metadata", "name"));
                break;
            case "PersistentVolumeClaim":
                body.Make("spec").Default("volumeMode", "Filesystem");
                break;
            case "PersistentVolume":
                body.Make("spec").Default("volumeMode", "Filesystem");
                body.Make("spec").Default("persistentVolumeReclaimPolicy", "Retain");
                if (body.At("spec", "hostPath") is JsonObject path)
                    path.Default("type", "");
                break;
            case "StorageClass":
                body.Default("reclaimPolicy", "Delete");
                body.Default("volumeBindingMode", "Immediate");
                break;
            case "PriorityClass":
                body.Default("preemptionPolicy", "PreemptLowerPriority");
                break;
            case "NetworkPolicy":
                foreach (var port in body.Items("spec", "ingress").Concat(body.Items("spec", "egress")).SelectMany(rule => rule.Items("ports")))
                    port.Default("protocol", "TCP");
                break;
            case "HorizontalPodAutoscaler":
                body.Make("spec").Default("minReplicas", 1);
                break;
            case "CronJob":
                CronJob(body.Make("spec"));
                break;
            case "ValidatingWebhookConfiguration" or "MutatingWebhookConfiguration":
                foreach (var hook in body.Items("webhooks"))
                    Hook(hook, mutating: type.Kind[0] == 'M');
                break;
            case "CustomResourceDefinition":
                var names = body.Make("spec", "names");
                names.Default("singular", names.Text("kind").ToLowerInvariant());
                names.Default("listKind", names.Text("kind") + "List");
                body.Make("spec").Default("conversion", new JsonObject { ["strategy"] = "None" });
                break;
        }
    }

    private static void Workload(string kind, JsonObject spec)
    {
        if (kind != "DaemonSet")
            spec.Default("replicas", 1);
        if (kind != "ReplicaSet")
            spec.Default("revisionHistoryLimit", 10);
        if (kind == "Deployment")
        {
            spec.Default("progressDeadlineSeconds", 600);
            var strategy = spec.Make("strategy");
            strategy.Default("type", "RollingUpdate");
            if (strategy.Text("type") == "RollingUpdate")
            {
                strategy.Make("rollingUpdate").Default("maxUnavailable", "25%");
                strategy.Make("rollingUpdate").Default("maxSurge", "25%");
            }
        }

        if (kind == "StatefulSet")
        {
            spec.Default("podManagementPolicy", "OrderedReady");
            spec.Make("updateStrategy").Default("type", "RollingUpdate");
            spec.Make("updateStrategy", "rollingUpdate").Default("partition", 0);
            spec.Make("persistentVolumeClaimRetentionPolicy").Default("whenDeleted", "Retain");
            spec.Make("persistentVolumeClaimRetentionPolicy").Default("whenScaled", "Retain");
            foreach (var claim in spec.Items("volumeClaimTemplates"))
            {
                claim.Default("apiVersion", "v1");
                claim.Default("kind", "PersistentVolumeClaim");
                claim.Make("spec").Default("volumeMode", "Filesystem");
                claim.Default("status", new JsonObject { ["phase"] = "Pending" });
            }
        }

        if (kind == "DaemonSet")
        {
            spec.Make("updateStrategy").Default("type", "RollingUpdate");
            spec.Make("updateStrategy", "rollingUpdate").Default("maxUnavailable", 1);
            spec.Make("updateStrategy", "rollingUpdate").Default("maxSurge", 0);
        }

        PodDefaults.Fill(spec.Make("template", "spec"));
    }

    private static void CronJob(JsonObject spec)
    {
        spec.Default("concurrencyPolicy", "Allow");
        spec.Default("suspend", false);
        spec.Default("successfulJobsHistoryLimit", 3);
        spec.Default("failedJobsHistoryLimit", 1);
        spec.Make("jobTemplate").Default("metadata", new JsonObject());
        spec.Make("jobTemplate", "spec", "template").Default("metadata", new JsonObject());
        PodDefaults.Fill(spec.Make("jobTemplate", "spec", "template", "spec"), restart: "");
    }

    private static void Hook(JsonObject hook, bool mutating)
    {
        hook.Default("failurePolicy", "Fail");
        hook.Default("matchPolicy", "Equivalent");
        hook.Default("namespaceSelector", new JsonObject());
        hook.Default("objectSelector", new JsonObject());
        hook.Default("timeoutSeconds", 10);
        if (mutating)
            hook.Default("reinvocationPolicy", "Never");
        foreach (var rule in hook.Items("rules"))
            rule.Default("scope", "*");
    }

    private static void Service(JsonObject spec)
    {
        spec.Default("type", "ClusterIP");
        spec.Default("sessionAffinity", "None");
        spec.Default("internalTrafficPolicy", "Cluster");
        foreach (var port in spec.Items("ports"))
        {
            port.Default("protocol", "TCP");
            if (port["port"] is { } number)
                port.Default("targetPort", number.DeepClone());
        }
    }
}
