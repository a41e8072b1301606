using System.Text.Json.Nodes;
using KubeStellar.Edge.Kubernetes.Cluster.Ownership;
using KubeStellar.Edge.Kubernetes.Source.Cleaning;

namespace KubeStellar.Edge.Kubernetes.Source;

/// <summary>Labels and annotations by which people of a source cluster say what the hub shall do. What an edge applied there is known by <see cref="MarkNames.Owner"/>.</summary>
internal static class SourceMarks
{
    /// <summary>Label: <c>true</c> marks an object to be taken up; what the usual selector asks for.</summary>
    internal const string Workload = MarkNames.Prefix + "workload";

    /// <summary>The usual selector.</summary>
    internal const string Selector = Workload + "=true";

    /// <summary>Label: <c>true</c> makes a policy of a ConfigMap's files.</summary>
    internal const string Policy = MarkNames.Prefix + "policy";

    /// <summary>Annotation: fields that cleaning would take away and that shall stay, with commas between them: <c>nodePort</c>, <c>clusterIP</c>, <c>volumeName</c>, <c>finalizers</c>.</summary>
    internal const string Keep = MarkNames.Prefix + "keep";

    /// <summary>Annotation: <c>true</c> lets what people applied with <c>kse apply</c> under the same name pass to the source.</summary>
    internal const string TakeOver = MarkNames.Prefix + "take-over";

    /// <summary>Whether an object's owner lets it pass to the source.</summary>
    internal static bool IsTakenOver(JsonObject item) => Fields.Text(item, "metadata", "annotations", TakeOver) == "true";
}
