using System.Text.Json.Nodes;

namespace KubeStellar.Edge.Kubernetes.Source.Cleaning;

/// <summary>The node, the token volume and the priority that a cluster gave a Pod; a server refuses a priority that is not its own, and ephemeral containers of a new Pod.</summary>
internal static class PodCleaning
{
    private const string TokenVolume = "kube-api-access-";
    private static readonly string[] Containers = ["containers", "initContainers"];

    internal static void Clean(JsonObject item, KeptFields kept)
    {
        if (Fields.Map(item, "spec") is not { } spec)
        {
            return;
        }

        Fields.Remove(item, ["spec"], "nodeName", "priority", "ephemeralContainers");
        Fields.RemoveItems(spec, "volumes", IsToken);
        foreach (var container in Containers.SelectMany(list => Fields.Items(spec, list)))
        {
            Fields.RemoveItems(container, "volumeMounts", IsToken);
        }
    }

    private static bool IsToken(JsonObject volume) => Fields.Text(volume, "name")?.StartsWith(TokenVolume, StringComparison.Ordinal) == true;
}
