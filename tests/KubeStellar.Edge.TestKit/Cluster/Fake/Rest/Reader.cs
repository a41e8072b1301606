using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Fake.Schema;
using KubeStellar.Edge.TestKit.Cluster.Fake.Store;
using Microsoft.AspNetCore.Http;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Rest;

/// <summary>Get and list.</summary>
internal sealed class Reader(ObjectStore store)
{
    internal async Task GetAsync(HttpContext context, ApiRequest request, ResourceType type)
    {
        var shape = Accept.Of(context.Request);
        var found = store.Find(store[type.Group, type.Plural], type.Namespaced ? request.Namespace : "", request.Name) ?? throw Refusal.NotFound(type, request.Name);
        await Answer.WriteAsync(context, 200, Text(found, type, shape));
    }

    internal async Task ListAsync(HttpContext context, ApiRequest request, ResourceType type)
    {
        var shape = Accept.Of(context.Request);
        var selector = new Selector(request, type);
        var table = store[type.Group, type.Plural];
        var (all, revision, after) = Start(request, table);
        var chosen = all.Where(selector.Takes).ToList();
        var left = after is null ? chosen : [.. chosen.Where(stored => string.CompareOrdinal(stored.Key, after) > 0)];
        var limit = int.TryParse(request.Query["limit"], out var number) && number > 0 ? number : int.MaxValue;
        var page = left.Take(limit).ToList();
        var metadata = new JsonObject { ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture) };
        if (page.Count < left.Count)
        {
            metadata["continue"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{revision}:{page[^1].Key}")));
            if (selector.IsEmpty)
                metadata["remainingItemCount"] = left.Count - page.Count;
        }

        using var buffer = new MemoryStream();
        var (kind, version) = shape == Shape.Metadata ? ("PartialObjectMetadataList", "meta.k8s.io/v1") : (type.Kind + "List", type.ApiVersion);
        buffer.Write(Encoding.UTF8.GetBytes($$"""{"kind":"{{kind}}","apiVersion":"{{version}}","metadata":{{metadata.ToJsonString()}},"items":["""));
        for (var i = 0; i < page.Count; i++)
        {
            if (i > 0)
                buffer.WriteByte((byte)',');
            buffer.Write((shape == Shape.Full && !type.IsCustom ? page[i].Bare : Text(page[i], type, shape)).Span);
        }

        buffer.Write("]}"u8);
        await Answer.WriteAsync(context, 200, buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
    }

    /// <summary>An object as bytes, in the version and shape that is asked for.</summary>
    internal static ReadOnlyMemory<byte> Text(Stored stored, ResourceType type, Shape shape)
    {
        if (shape == Shape.Full && !type.IsCustom)
            return stored.Text;
        var body = stored.Parse();
        if (shape == Shape.Full)
        {
            // Versions of a CRD differ in their name only: conversion by webhooks is left out.
            if (body.Text("apiVersion") == type.ApiVersion)
                return stored.Text;
            body["apiVersion"] = type.ApiVersion;
        }
        else
        {
            body = new JsonObject { ["kind"] = "PartialObjectMetadata", ["apiVersion"] = "meta.k8s.io/v1", ["metadata"] = body["metadata"].Copy() };
        }

        return JsonSerializer.SerializeToUtf8Bytes<JsonNode>(body, Json.Plain);
    }

    private (IReadOnlyList<Stored> Objects, long Revision, string? After) Start(ApiRequest request, Table table)
    {
        if (request.Query["continue"].ToString() is { Length: > 0 } token)
        {
            var parts = Encoding.UTF8.GetString(Convert.FromBase64String(token)).Split(':', 2);
            var at = long.Parse(parts[0], CultureInfo.InvariantCulture);
            return (store.ListAt(table, at) ?? throw Refusal.Expired(
                "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results."), at, parts[1]);
        }

        var (objects, revision) = store.List(table);
        var wanted = long.TryParse(request.Query["resourceVersion"], CultureInfo.InvariantCulture, out var number) ? number : 0;
        if (wanted > revision)
        {
            throw new Refusal(
                504, "Timeout", $"Timeout: Too large resource version: {wanted}, current: {revision}",
                new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }), ["retryAfterSeconds"] = 1 }, 1);
        }

        return request.Query["resourceVersionMatch"] != "Exact" ? (objects, revision, null)
            : (store.ListAt(table, wanted) ?? throw Refusal.Expired($"The resourceVersion for the provided list is too old."), wanted, null);
    }
}
