using System.Text.Json.Nodes;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Schema;

/// <summary>What reading a built-in kind into its type does to it: empty lists and maps are as if they were not there. Custom resources stay as they are written.</summary>
internal static class Typed
{
    private static readonly HashSet<string> Maps =
        ["labels", "annotations", "data", "stringData", "binaryData", "nodeSelector", "matchLabels", "limits", "requests", "parameters", "hard", "used", "capacity", "driver", "overhead"];

    // Written even when empty.
    private static readonly HashSet<string> Kept = ["rules", "managedFields", "webhooks"];

    internal static void Settle(ResourceType type, JsonObject body)
    {
        Walk(type.IsCustom ? body["metadata"] : body);
        if (type.IsCustom)
            return;
        if (type.Kind == "Secret" && body["stringData"] is JsonObject texts)
        {
            foreach (var (name, value) in texts)
                body.Make("data")[name] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(value.Text()));
            body.Remove("stringData");
        }

        if (type.Kind == "Service" && body.At("spec", "selector") is JsonObject { Count: 0 })
            body["spec"]!.AsObject().Remove("selector");
    }

    private static void Walk(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
                Walk(item);
        }

        if (node is not JsonObject map)
            return;
        foreach (var (name, child) in map.ToList())
        {
            if (name == "managedFields")
                continue;
            if ((child is JsonArray { Count: 0 } && !Kept.Contains(name)) || (child is JsonObject { Count: 0 } && Maps.Contains(name)))
                map.Remove(name);
            else
                Walk(child);
        }
    }
}
