using System.Text.Json.Nodes;

namespace KubeStellar.Edge.TestKit.Cluster.Client;

/// <summary>A kind that tests define: its schema has a list by key, a set, a plain list, an atomic map, and a status.</summary>
public static class Widgets
{
    /// <summary>The CustomResourceDefinition <c>widgets.GROUP</c>, namespaced, version v1.</summary>
    public static JsonObject Definition(string group) => JsonNode.Parse("""
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.@group"},
         "spec":{"group":"@group","scope":"Namespaced","names":{"plural":"widgets","singular":"widget","kind":"Widget"},
          "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},"schema":{"openAPIV3Schema":{"type":"object","properties":{
           "spec":{"type":"object","properties":{"size":{"type":"integer"},
            "parts":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],"items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"n":{"type":"integer"}}}},
            "tags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
            "list":{"type":"array","items":{"type":"integer"}},
            "whole":{"type":"object","x-kubernetes-map-type":"atomic","properties":{"p":{"type":"integer"},"q":{"type":"integer"}}}}},
           "status":{"type":"object","properties":{"ready":{"type":"boolean"}}}}}}}]}}
        """.Replace("@group", group, StringComparison.Ordinal))!.AsObject();

    /// <summary>Defines it at a server and waits, by watching, until it is established and served.</summary>
    /// <param name="server">The server.</param>
    /// <param name="group">API group.</param>
    /// <param name="token">Gives up.</param>
    /// <param name="definition">Another definition of it; null for <see cref="Definition"/>.</param>
    public static async Task DefineAsync(ApiServer server, string group, CancellationToken token, JsonObject? definition = null)
    {
        var made = (await server.Admin.ApplyAsync(definition ?? Definition(group), token)).Ok();
        await foreach (var change in server.Admin.WatchAsync($"/apis/apiextensions.k8s.io/v1/customresourcedefinitions?resourceVersion={(string)made["metadata"]!["resourceVersion"]!}", token))
        {
            if (change.Name == "widgets." + group && IsEstablished(change.Body))
                break;
        }

        // The real server may need a moment more until it serves what it has established.
        while ((await server.Admin.GetAsync($"/apis/{group}/v1/widgets", token)).Status == 404)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, token);
    }

    private static bool IsEstablished(JsonObject definition) => (definition["status"]?["conditions"] as JsonArray ?? [])
        .Any(condition => (string)condition!["type"]! == "Established" && (string)condition["status"]! == "True");
}
