using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KubeStellar.Edge.TestKit.Cluster.Fake.Rest;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Schema;

/// <summary>Some of what the server checks: names, a few required fields, and the fields that never change. All else is taken as it comes.</summary>
internal static partial class Validation
{
    private const string Subdomain = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    private const string Label = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    /// <summary>Checks an object before it is written.</summary>
    /// <exception cref="Refusal">422 with all that is wrong.</exception>
    internal static void Check(ResourceType type, JsonObject body, JsonObject? old)
    {
        var faults = new List<Fault>();
        Name(type, body.Text("metadata", "name"), faults);
        Required(type, body, faults);
        if (type.Validation is { } schema)
            SchemaCheck.Run(schema, body, "", faults);
        if (old is not null)
            Immutable(type, body, old, faults);
        if (faults.Count > 0)
            throw Refusal.Invalid(type, body.Text("metadata", "name"), faults);
    }

    private static void Name(ResourceType type, string name, List<Fault> faults)
    {
        if (type.Group == "rbac.authorization.k8s.io")
            return;
        var label = type.Kind is "Namespace" or "Service";
        if (!(label ? LabelName() : SubdomainName()).IsMatch(name) || name.Length > (label ? 63 : 253))
            faults.Add(Fault.Invalid("metadata.name", name, label ? Label : Subdomain));
    }

    private static void Required(ResourceType type, JsonObject body, List<Fault> faults)
    {
        switch (type.Kind)
        {
            case "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet":
                if (body.At("spec", "selector") is null)
                    faults.Add(Fault.Required("spec.selector"));
                else if (!Selects(body))
                    faults.Add(Fault.Invalid("spec.template.metadata.labels", body.At("spec", "template", "metadata", "labels"), "`selector` does not match template `labels`"));
                if (body.Text("spec", "strategy", "type") == "Recreate" && body.At("spec", "strategy", "rollingUpdate") is not null)
                    faults.Add(Fault.Forbidden("spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'"));
                Containers(body, "spec.template.spec", faults);
                break;
            case "Job":
                Containers(body, "spec.template.spec", faults);
                if (body.Text("spec", "template", "spec", "restartPolicy") is "" or "Always")
                    faults.Add(Fault.Required("spec.template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\""));
                break;
            case "Pod":
                Containers(body, "spec", faults);
                break;
            case "Service" when !body.Items("spec", "ports").Any() && body.Text("spec", "type") != "ExternalName" && body.Text("spec", "clusterIP") != "None":
                faults.Add(Fault.Required("spec.ports"));
                break;
            case "PersistentVolumeClaim" when body.Texts("spec", "accessModes").Count == 0:
                faults.Add(Fault.Required("spec.accessModes", "at least 1 access mode is required"));
                break;
        }
    }

    private static bool Selects(JsonObject body) => (body.At("spec", "selector", "matchLabels") as JsonObject ?? [])
        .All(pair => Json.Same(pair.Value, body.At("spec", "template", "metadata", "labels", pair.Key)));

    private static void Containers(JsonObject body, string path, List<Fault> faults)
    {
        var containers = body.Items([.. path.Split('.'), "containers"]).ToList();
        if (containers.Count == 0)
            faults.Add(Fault.Required($"{path}.containers"));
        for (var i = 0; i < containers.Count; i++)
        {
            if (containers[i].Text("name").Length == 0)
                faults.Add(Fault.Required($"{path}.containers[{i}].name"));
            if (containers[i].Text("image").Length == 0)
                faults.Add(Fault.Required($"{path}.containers[{i}].image"));
        }
    }

    private static void Immutable(ResourceType type, JsonObject body, JsonObject old, List<Fault> faults)
    {
        void Same(params string[] path)
        {
            if (!Json.Same(body.At(path), old.At(path)))
                faults.Add(Fault.Immutable(string.Join('.', path), body.At(path)));
        }

        switch (type.Kind)
        {
            case "Deployment" or "DaemonSet" or "ReplicaSet":
                Same("spec", "selector");
                break;
            case "StatefulSet":
                string[] free = ["replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds"];
                if (!Json.Same(Without(body, free), Without(old, free)))
                {
                    faults.Add(Fault.Forbidden(
                        "spec", "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"));
                }

                break;
            case "Job":
                Same("spec", "completions");
                Same("spec", "selector");
                Same("spec", "template");
                break;
            case "Service" when old.Text("spec", "clusterIP") is { Length: > 0 } address && body.Text("spec", "clusterIP") != address:
                faults.Add(Fault.Invalid("spec.clusterIPs[0]", new JsonArray(body.Text("spec", "clusterIP")), "may not change once set"));
                break;
            case "PersistentVolumeClaim" when !Json.Same(Without(body, ["resources", "volumeAttributesClassName"]), Without(old, ["resources", "volumeAttributesClassName"])):
                faults.Add(Fault.Forbidden("spec", "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"));
                break;
            case "ConfigMap" or "Secret" when old.At("immutable")?.GetValue<bool>() ?? false:
                if (!(body.At("immutable")?.GetValue<bool>() ?? false))
                    faults.Add(Fault.Forbidden("immutable", "field is immutable when `immutable` is set"));
                foreach (var name in new[] { "data", "binaryData" }.Where(name => !Json.Same(body[name], old[name])))
                    faults.Add(Fault.Forbidden(name, "field is immutable when `immutable` is set"));
                break;
            case "RoleBinding" or "ClusterRoleBinding" when !Json.Same(body["roleRef"], old["roleRef"]):
                faults.Add(Fault.Invalid("roleRef", body["roleRef"], "cannot change roleRef"));
                break;
        }
    }

    private static JsonObject Without(JsonObject body, string[] names)
    {
        var spec = (JsonObject)(body["spec"]?.DeepClone() ?? new JsonObject());
        foreach (var name in names)
            spec.Remove(name);
        return spec;
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex SubdomainName();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex LabelName();
}
