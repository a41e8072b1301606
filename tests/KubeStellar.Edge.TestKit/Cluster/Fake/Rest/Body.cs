using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Fake.Schema;
using Microsoft.AspNetCore.Http;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Rest;

/// <summary>Reads bodies. JSON only: YAML and protobuf are left out.</summary>
internal static class Body
{
    /// <summary>An object of a kind; kind and version may be left out.</summary>
    internal static async Task<JsonObject> ReadAsync(HttpContext context, ApiRequest request, ResourceType type)
    {
        var body = await ReadNodeAsync(context) as JsonObject ?? throw Refusal.BadRequest("the body is no object");
        if (body.Text("kind") is { Length: > 0 } kind && (kind != type.Kind || body.Text("apiVersion") != type.ApiVersion))
        {
            throw Refusal.BadRequest(
                $"{type.Kind} in version \"{type.Version}\" cannot be handled as a {type.Kind}: the API version in the data ({body.Text("apiVersion")}) does not match the expected API version ({type.ApiVersion})");
        }

        if (type.Namespaced)
        {
            var metadata = body.Make("metadata");
            if (metadata.Text("namespace") is { Length: > 0 } space && space != request.Namespace)
                throw Refusal.BadRequest($"the namespace of the provided object does not match the namespace sent on the request");
            metadata["namespace"] = request.Namespace;
        }

        body["apiVersion"] = type.ApiVersion;
        body["kind"] = type.Kind;
        return (JsonObject)WithoutNulls(body)!;
    }

    internal static async Task<JsonNode?> ReadNodeAsync(HttpContext context)
    {
        if ((context.Request.ContentType ?? "").Contains("protobuf", StringComparison.Ordinal))
            throw new Refusal(415, "UnsupportedMediaType", "the body of the request was in an unknown format - accepted media types include: application/json");
        try
        {
            return await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        }
        catch (JsonException e)
        {
            throw Refusal.BadRequest($"error decoding the body as JSON: {e.Message}");
        }
    }

    /// <summary>Options of a removal; empty when there are none.</summary>
    internal static async Task<JsonObject> OptionsAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.Length == 0 ? [] : JsonNode.Parse(buffer.ToArray()) as JsonObject ?? [];
    }

    /// <summary>A copy without members that are null: to the server they are not there.</summary>
    internal static JsonNode? WithoutNulls(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, WithoutNulls(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(WithoutNulls)]),
        _ => node.Copy(),
    };
}
