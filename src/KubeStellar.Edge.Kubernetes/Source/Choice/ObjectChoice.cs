using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Kubernetes.Cluster.Ownership;
using KubeStellar.Edge.Kubernetes.Source.Cleaning;

namespace KubeStellar.Edge.Kubernetes.Source.Choice;

/// <summary>Which objects that a watch tells of are people's own, and wanted elsewhere. Pure.</summary>
internal static class ObjectChoice
{
    private const string True = "true";

    /// <summary>Whether people marked it for the fleet, and an edge that applies to this same cluster took it over.</summary>
    internal static bool IsAdopted(JsonObject item) => Label(item, MarkNames.Owner) is not null && Label(item, SourceMarks.Workload) == True;

    /// <summary>Why an object is left alone; null: it is taken.</summary>
    /// <param name="item">The object as the server gave it.</param>
    internal static string? Explain(JsonObject item)
    {
        var kind = Fields.Text(item, "kind");
        if (Label(item, MarkNames.Owner) is not null)
        {
            return "an edge applied it; clusters would feed each other";
        }

        if (Label(item, SourceMarks.Workload) == True)
        {
            return null;
        }

        if (kind == "ConfigMap" && Label(item, SourceMarks.Policy) == True)
        {
            return "it holds a policy";
        }

        if (IsControlled(item))
        {
            return "a controller made it, which makes it elsewhere too";
        }

        return (kind, Fields.Text(item, "metadata", "name")) switch
        {
            ("ConfigMap", "kube-root-ca.crt" or "openshift-service-ca.crt") or ("ServiceAccount", "default") => "every cluster has one of its own",
            ("Service", "kubernetes") when Fields.Text(item, "metadata", "namespace") == "default" => "every cluster has one of its own",
            ("Secret", _) when Fields.Text(item, "type") is "kubernetes.io/service-account-token" or "helm.sh/release.v1" => "it is of this cluster only",
            _ => null,
        };
    }

    private static string? Label(JsonObject item, string name) => Fields.Text(item, "metadata", "labels", name);

    private static bool IsControlled(JsonObject item) =>
        Fields.Items(Fields.Map(item, "metadata"), "ownerReferences").Any(owner => owner["controller"] is JsonValue value && value.GetValueKind() == JsonValueKind.True);
}
