using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;

namespace KubeStellar.Edge.Kubernetes.Cluster.Api;

/// <summary>One page of a list (https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks); readable for as long as its reply's JSON is.</summary>
/// <param name="Items">The objects, or their metadata; none where the server writes null.</param>
/// <param name="Next">Asks for the next page; empty when this is the last one.</param>
/// <param name="Version">The version of the list.</param>
internal sealed record ListPage(IEnumerable<JsonElement> Items, string Next, string Version)
{
    /// <summary>The part of a query that asks for a page.</summary>
    /// <param name="size">How many objects at most.</param>
    /// <param name="next">What the page before said of the next one; empty for the first.</param>
    internal static string Query(int size, string next) => $"limit={size}{(next.Length > 0 ? $"&continue={Uri.EscapeDataString(next)}" : "")}";

    /// <summary>Reads a reply; null when it is no list, and then it says nothing of what is there.</summary>
    internal static ListPage? Of(JsonDocument? reply) =>
        reply?.RootElement is { } root && root.Member("items").ValueKind is not JsonValueKind.Undefined && root.Member("metadata").ValueKind is JsonValueKind.Object
            ? new ListPage(root.Items("items"), root.Text("metadata", "continue"), root.Text("metadata", "resourceVersion"))
            : null;
}
