using System.Globalization;
using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Fake.Schema;
using KubeStellar.Edge.TestKit.Cluster.Fake.Store;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Rest;

/// <summary>What the server itself puts into an object when it comes, while it is there, and when it goes.</summary>
internal sealed class Births(ObjectStore store, TimeProvider time)
{
    private static readonly string[] First = ["kind", "apiVersion", "metadata"];
    private int _count;
    private int _addresses = 1;

    /// <summary>Time, as objects carry it.</summary>
    internal string Now() => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The end of a generated name.</summary>
    internal string Suffix() => Interlocked.Increment(ref _count).ToString("x5", CultureInfo.InvariantCulture);

    /// <exception cref="Refusal">404: no such namespace. 403: it is being removed. 405: a namespaced object outside of any.</exception>
    internal void CheckNamespace(ApiRequest request, ResourceType type, string name)
    {
        if (!type.Namespaced)
            return;
        if (request.Namespace.Length == 0)
            throw Refusal.NoMethod();
        var found = store.Find(store["", "namespaces"], "", request.Namespace) ?? throw Refusal.NotFound(BuiltIn.Types[0], request.Namespace);
        if (found.Parse().At("metadata", "deletionTimestamp") is null)
            return;
        var details = Refusal.Details(type, name);
        details["causes"] = new JsonArray(new JsonObject
        {
            ["reason"] = "NamespaceTerminating", ["message"] = $"namespace {request.Namespace} is being terminated", ["field"] = "metadata.namespace",
        });
        throw new Refusal(
            403, "Forbidden", $"{type.Qualified} \"{name}\" is forbidden: unable to create new content in namespace {request.Namespace} because it is being terminated", details);
    }

    /// <summary>Identity, time and first status of a new object.</summary>
    internal JsonObject Born(JsonObject body, ApiRequest request, ResourceType type)
    {
        var metadata = body.Make("metadata");
        foreach (var name in new[] { "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink", "resourceVersion" })
            metadata.Remove(name);
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Now();
        if (type.Namespaced)
            metadata["namespace"] = request.Namespace;
        if (type.HasGeneration)
            metadata["generation"] = 1;
        if (type.HasStatus)
            body.Remove("status");
        Start(type, body);
        return Ordered(body);
    }

    private void Start(ResourceType type, JsonObject body)
    {
        switch (type.Kind)
        {
            case "Namespace":
                body.Make("spec")["finalizers"] = new JsonArray("kubernetes");
                body["status"] = new JsonObject { ["phase"] = "Active" };
                break;
            case "Pod":
                PodDefaults.Admit(body.Make("spec"));
                body["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = "BestEffort" };
                break;
            case "PersistentVolumeClaim" or "PersistentVolume":
                body["status"] = new JsonObject { ["phase"] = "Pending" };
                body.Make("metadata").Default("finalizers", new JsonArray());
                body["metadata"]!["finalizers"]!.AsArray().Add(type.Kind == "PersistentVolume" ? "kubernetes.io/pv-protection" : "kubernetes.io/pvc-protection");
                break;
            case "Ingress":
                body["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
                break;
            case "PodDisruptionBudget":
                body["status"] = new JsonObject { ["disruptionsAllowed"] = 0, ["currentHealthy"] = 0, ["desiredHealthy"] = 0, ["expectedPods"] = 0 };
                break;
            case "HorizontalPodAutoscaler":
                body["status"] = new JsonObject { ["desiredReplicas"] = 0, ["currentMetrics"] = null };
                break;
            case "Service":
                body["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
                var spec = body.Make("spec");
                if (spec.Text("type") is not "ExternalName" && spec.Text("clusterIP").Length == 0)
                    spec["clusterIP"] = string.Create(CultureInfo.InvariantCulture, $"10.0.0.{Interlocked.Increment(ref _addresses) % 250 + 2}");
                if (spec.Text("clusterIP").Length > 0)
                    spec.Default("clusterIPs", new JsonArray(spec.Text("clusterIP")));
                spec.Default("ipFamilies", new JsonArray("IPv4"));
                spec.Default("ipFamilyPolicy", "SingleStack");
                break;
            case "Deployment" or "CronJob":
                body["status"] = new JsonObject();
                break;
            case "ReplicaSet":
                body["status"] = new JsonObject { ["replicas"] = 0 };
                break;
            case "StatefulSet":
                body["status"] = new JsonObject { ["replicas"] = 0, ["availableReplicas"] = 0 };
                break;
            case "DaemonSet":
                body["status"] = new JsonObject { ["currentNumberScheduled"] = 0, ["numberMisscheduled"] = 0, ["desiredNumberScheduled"] = 0, ["numberReady"] = 0 };
                break;
            case "Job":
                body["status"] = new JsonObject();
                var uid = body.Text("metadata", "uid");
                var labels = body.Make("spec", "template", "metadata", "labels");
                body.Make("spec").Default("selector", new JsonObject { ["matchLabels"] = new JsonObject { ["batch.kubernetes.io/controller-uid"] = uid } });
                foreach (var prefix in new[] { "batch.kubernetes.io/", "" })
                {
                    labels.Default(prefix + "controller-uid", uid);
                    labels.Default(prefix + "job-name", body.Text("metadata", "name"));
                }
                break;
            case "CustomResourceDefinition":
                body.Make("metadata").Default("finalizers", new JsonArray());
                body["metadata"]!["finalizers"]!.AsArray().Add("customresourcecleanup.apiextensions.k8s.io");
                body["status"] = new JsonObject
                {
                    ["acceptedNames"] = new JsonObject { ["plural"] = "", ["kind"] = "" },
                    ["storedVersions"] = new JsonArray([.. body.Items("spec", "versions").Where(version => version.At("storage")?.GetValue<bool>() ?? false).Select(version => (JsonNode)version.Text("name"))]),
                };
                break;
        }
    }

    /// <summary>Keeps of an object what only the server writes.</summary>
    internal static void Keep(JsonObject next, JsonObject live, ResourceType type)
    {
        var metadata = next.Make("metadata");
        foreach (var name in new[] { "name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "resourceVersion", "generateName" })
        {
            metadata.Remove(name);
            if (live.At("metadata", name) is { } value)
                metadata[name] = value.DeepClone();
        }

        if (type.Kind == "Service" && live.At("spec", "clusterIP") is { } address)
        {
            // As the real server does for a client that left out what was allocated.
            next.Make("spec").Default("clusterIP", address.DeepClone());
            foreach (var name in new[] { "clusterIPs", "ipFamilies", "ipFamilyPolicy" })
            {
                if (live.At("spec", name) is { } value)
                    next.Make("spec").Default(name, value.DeepClone());
            }
        }

        if (type.Kind == "DaemonSet" && live.Text("metadata", "annotations", Defaults.TemplateGeneration) is { Length: > 0 } generation)
            next.Make("metadata", "annotations")[Defaults.TemplateGeneration] = generation;
        if (type.Kind == "Namespace")
            next.Make("spec").Default("finalizers", live.At("spec", "finalizers").Copy() ?? new JsonArray());
    }

    /// <summary>Counts what the server counts when an object changed: nobody owns that.</summary>
    internal static void Count(ResourceType type, JsonObject next, JsonObject live)
    {
        if (type.HasGeneration && WantsOther(type, next, live))
            next.Make("metadata")["generation"] = (live.At("metadata", "generation")?.GetValue<long>() ?? 0) + 1;
        if (type.Kind == "DaemonSet" && !Json.Same(next.At("spec", "template"), live.At("spec", "template")) && int.TryParse(next.Text("metadata", "annotations", Defaults.TemplateGeneration), out var templates))
            next.Make("metadata", "annotations")[Defaults.TemplateGeneration] = (templates + 1).ToString(CultureInfo.InvariantCulture);
    }

    // What is wanted, not what is labelled or became. Of Deployments annotations count too: their controller copies them.
    private static bool WantsOther(ResourceType type, JsonObject next, JsonObject live)
    {
        if (!type.IsCustom)
            return !Json.Same(next["spec"], live["spec"]) || (type.Kind == "Deployment" && !Json.Same(next.At("metadata", "annotations"), live.At("metadata", "annotations")));
        static JsonObject Bare(JsonObject body)
        {
            var copy = (JsonObject)body.DeepClone();
            copy.Remove("metadata");
            copy.Remove("status");
            return copy;
        }

        return !Json.Same(Bare(next), Bare(live));
    }

    /// <summary>Whether an object that is being removed has nothing left to wait for.</summary>
    internal static bool IsDone(JsonObject body) =>
        body.At("metadata", "deletionTimestamp") is not null && body.Texts("metadata", "finalizers").Count == 0
        && (body.Text("kind") != "Namespace" || body.Texts("spec", "finalizers").Count == 0);

    /// <summary>Members in the order of the real server.</summary>
    internal static JsonObject Ordered(JsonObject body)
    {
        var result = new JsonObject();
        foreach (var name in First.Concat(body.Select(pair => pair.Key).Where(name => !First.Contains(name) && name != "status")).Append("status"))
        {
            if (body[name] is { } value)
                result[name] = value.DeepClone();
        }

        return result;
    }
}
