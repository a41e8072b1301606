using System.Text.Json.Nodes;

namespace KubeStellar.Edge.Kubernetes.Source.Cleaning;

/// <summary>What an object's owner wants kept of what a server assigns: the annotation <c>edge.kubestellar.io/keep</c>, or KubeStellar's own <c>control.kubestellar.io/preserve: nodeport</c>.</summary>
internal sealed class KeptFields
{
    internal const string NodePort = "nodePort";
    internal const string ClusterIP = "clusterIP";
    internal const string VolumeName = "volumeName";
    internal const string Finalizers = "finalizers";
    private const string Preserve = "control.kubestellar.io/preserve";
    private readonly HashSet<string> _kept = new(StringComparer.OrdinalIgnoreCase);

    private KeptFields()
    {
    }

    /// <summary>What an object says.</summary>
    internal static KeptFields Of(JsonObject item)
    {
        var kept = new KeptFields();
        foreach (var annotation in new[] { SourceMarks.Keep, Preserve })
        {
            if (Fields.Text(item, "metadata", "annotations", annotation) is { } words)
            {
                kept._kept.UnionWith(words.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            }
        }

        return kept;
    }

    /// <summary>Whether a field shall stay.</summary>
    internal bool Has(string field) => _kept.Contains(field);
}
