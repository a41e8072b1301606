using System.Text.Json;

namespace KubeStellar.Edge.Kubernetes.Cluster.Api;

/// <summary>A <c>metav1.Status</c> (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/), as far as refusals need it.</summary>
/// <param name="Reason">CamelCase word; may be empty.</param>
/// <param name="Message">Sentence of the server.</param>
/// <param name="Kind">What the details are about: mostly a resource, <c>namespaces</c>.</param>
/// <param name="Causes">The causes.</param>
internal sealed record ApiStatus(string Reason, string Message, string Kind, IReadOnlyList<ApiCause> Causes)
{
    private const int LongestText = 1024;

    private static readonly ApiStatus None = new("", "", "", []);

    internal static ApiStatus Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (Text(root, "kind") != "Status")
            {
                return None;
            }

            var details = Member(root, "details");
            var causes = details is { } known && Member(known, "causes") is { ValueKind: JsonValueKind.Array } list
                ? list.EnumerateArray().Select(item => new ApiCause(Text(item, "reason"), Text(item, "message"), Text(item, "field"))).Distinct().ToList()
                : [];
            return new ApiStatus(Text(root, "reason"), Text(root, "message"), details is { } of ? Text(of, "kind") : "", causes);
        }
        catch (JsonException)
        {
            // Proxies answer in plain text or HTML, which is passed on shortened.
            var text = System.Text.Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, LongestText)]).Trim();
            return None with { Message = text.StartsWith('<') ? "" : text };
        }
    }

    private static JsonElement? Member(JsonElement parent, string name) =>
        parent.ValueKind is JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : null;

    private static string Text(JsonElement parent, string name) => Member(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";
}
