using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;

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
            if (root.Text("kind") != "Status")
            {
                return None;
            }

            var causes = root.Items("details", "causes").Select(item => new ApiCause(item.Text("reason"), item.Text("message"), item.Text("field"))).Distinct();
            return new ApiStatus(root.Text("reason"), root.Text("message"), root.Text("details", "kind"), [.. causes]);
        }
        catch (JsonException)
        {
            // Proxies answer in plain text or HTML, which is passed on shortened.
            var text = System.Text.Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, LongestText)]).Trim();
            return None with { Message = text.StartsWith('<') ? "" : text };
        }
    }
}
