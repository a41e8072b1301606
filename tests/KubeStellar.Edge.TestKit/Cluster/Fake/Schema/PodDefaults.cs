using System.Text.Json.Nodes;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Schema;

/// <summary>Values that the server adds to the specification of a Pod, wherever it stands.</summary>
internal static class PodDefaults
{
    internal static void Fill(JsonObject spec, string restart = "Always")
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
            foreach (var name in new[] { "livenessProbe", "readinessProbe", "startupProbe" })
            {
                if (container[name] is JsonObject probe)
                    Probe(probe);
            }
        }

        foreach (var volume in spec.Items("volumes"))
        {
            foreach (var name in new[] { "configMap", "secret", "projected", "downwardAPI" })
            {
                if (volume[name] is JsonObject source)
                    source.Default("defaultMode", 420);
            }
        }
    }

    /// <summary>What admission adds to Pods themselves.</summary>
    internal static void Admit(JsonObject spec)
    {
        spec.Default("preemptionPolicy", "PreemptLowerPriority");
        spec.Default("priority", 0);
        spec.Default("tolerations", new JsonArray([.. new[] { "not-ready", "unreachable" }.Select(taint => (JsonNode)new JsonObject
        {
            ["key"] = "node.kubernetes.io/" + taint, ["operator"] = "Exists", ["effect"] = "NoExecute", ["tolerationSeconds"] = 300,
        })]));
    }

    private static void Probe(JsonObject probe)
    {
        probe.Default("timeoutSeconds", 1);
        probe.Default("periodSeconds", 10);
        probe.Default("successThreshold", 1);
        probe.Default("failureThreshold", 3);
        if (probe["httpGet"] is JsonObject get)
        {
            get.Default("path", "/");
            get.Default("scheme", "HTTP");
        }
    }
}
