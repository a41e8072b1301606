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
                Pod(body.Make("spec"));
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
                Pod(job.Make("template", "spec"), restart: "");
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
        }

        if (kind == "DaemonSet")
        {
            spec.Make("updateStrategy").Default("type", "RollingUpdate");
            spec.Make("updateStrategy", "rollingUpdate").Default("maxUnavailable", 1);
            spec.Make("updateStrategy", "rollingUpdate").Default("maxSurge", 0);
        }

        Pod(spec.Make("template", "spec"));
    }

    private static void Pod(JsonObject spec, string restart = "Always")
    {
        if (restart.Length > 0)
            spec.Default("restartPolicy", restart);
        spec.Default("terminationGracePeriodSeconds", 30);
        spec.Default("dnsPolicy", "ClusterFirst");
        spec.Default("securityContext", new JsonObject());
        spec.Default("schedulerName", "default-scheduler");
        foreach (var container in spec.Items("containers").Concat(spec.Items("initContainers")))
        {
            container.Default("resources", new JsonObject());
            container.Default("terminationMessagePath", "/dev/termination-log");
            container.Default("terminationMessagePolicy", "File");
            var image = container.Text("image");
            var latest = image.EndsWith(":latest", StringComparison.Ordinal) || !image[(image.LastIndexOf('/') + 1)..].Contains(':', StringComparison.Ordinal);
            container.Default("imagePullPolicy", latest ? "Always" : "IfNotPresent");
            foreach (var port in container.Items("ports"))
                port.Default("protocol", "TCP");
        }
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
