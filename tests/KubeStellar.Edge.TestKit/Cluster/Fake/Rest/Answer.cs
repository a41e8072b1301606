using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Rest;

/// <summary>Writes answers.</summary>
internal static class Answer
{
    internal static Task WriteAsync(HttpContext context, int code, JsonNode body) => WriteAsync(context, code, JsonSerializer.SerializeToUtf8Bytes(body, Json.Plain));

    internal static async Task WriteAsync(HttpContext context, int code, ReadOnlyMemory<byte> body, string type = "application/json")
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    internal static Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        if (refusal.RetryAfter is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return WriteAsync(context, refusal.Code, refusal.ToJson());
    }
}
