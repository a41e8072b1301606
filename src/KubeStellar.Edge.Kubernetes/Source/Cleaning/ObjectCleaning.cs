using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Kubernetes.Cluster.Ownership;

namespace KubeStellar.Edge.Kubernetes.Source.Cleaning;

/// <summary>
/// Makes of an object as an API server gives it the object that its owner wrote, as far as that can be told: without what servers and controllers of that one cluster assigned, which another
/// cluster refuses or would be misled by. The rules are those of KubeStellar (pkg/transport/filtering), OCM and Karmada (its native interpreter's prune), made narrower where theirs lose what an
/// owner asked for. Numbers keep their digits. Pure.
/// </summary>
internal static class ObjectCleaning
{
    private static readonly string[] Assigned = [.. ApplyBody.ServerOwned, "generateName"];

    // Where controllers' templates carry a timestamp that is null, as older servers write it.
    private static readonly string[][] Templates = [["spec", "template"], ["spec", "jobTemplate"], ["spec", "jobTemplate", "spec", "template"]];

    /// <summary>The object's canonical JSON, cleaned.</summary>
    /// <param name="item">As the server gave it, with apiVersion and kind.</param>
    /// <exception cref="JsonRefusedException">It is no object, or one that the hub never takes.</exception>
    internal static byte[] Clean(ReadOnlySpan<byte> item)
    {
        JsonObject root;
        try
        {
            root = JsonNode.Parse(item, documentOptions: NodeJson.Reading) as JsonObject ?? throw new JsonRefusedException("an object is expected", "");
        }
        catch (JsonException error)
        {
            throw new JsonRefusedException($"is no JSON: {error.Message}", "", error);
        }

        return Clean(root);
    }

    /// <summary>The same of one that is parsed already, and is changed by it.</summary>
    internal static byte[] Clean(JsonObject item)
    {
        var kept = KeptFields.Of(item);
        Fields.Remove(item, ["metadata"], Assigned);

        // Owners and finalizers are of that cluster: elsewhere nobody answers to those uids, and nobody would ever take the finalizers off.
        Fields.Remove(item, ["metadata"], "ownerReferences");
        if (!kept.Has(KeptFields.Finalizers))
        {
            Fields.Remove(item, ["metadata"], "finalizers");
        }

        Fields.Remove(item, ["metadata", "annotations"], "kubectl.kubernetes.io/last-applied-configuration", SourceMarks.Keep, SourceMarks.TakeOver);
        Fields.Remove(item, ["metadata", "labels"], SourceMarks.Workload);
        item.Remove("status");
        foreach (var template in Templates)
        {
            if (Fields.Map(item, [.. template, "metadata"]) is { } metadata && metadata.ContainsKey("creationTimestamp") && metadata["creationTimestamp"] is null)
            {
                metadata.Remove("creationTimestamp");
            }
        }

        KindCleaning.Clean(item, kept);
        Fields.RemoveEmpty(item, ["metadata"], "annotations");
        Fields.RemoveEmpty(item, ["metadata"], "labels");
        return CanonicalJson.Canonicalize(JsonSerializer.SerializeToUtf8Bytes<JsonNode>(item, NodeJson.Default.JsonNode));
    }
}
