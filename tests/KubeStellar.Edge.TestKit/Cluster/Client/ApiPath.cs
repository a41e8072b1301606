using System.Text.Json.Nodes;

namespace KubeStellar.Edge.TestKit.Cluster.Client;

/// <summary>Paths of the Kubernetes API: https://kubernetes.io/docs/reference/using-api/api-concepts/ .</summary>
public static class ApiPath
{
    /// <summary>Path of a collection, an object or a subresource.</summary>
    /// <param name="apiVersion"><c>v1</c> or <c>apps/v1</c>.</param>
    /// <param name="resource">Plural name.</param>
    /// <param name="space">Namespace; null for cluster-scoped, or for all namespaces.</param>
    /// <param name="name">Object; null for the collection.</param>
    /// <param name="sub">Subresource.</param>
    public static string Of(string apiVersion, string resource, string? space = null, string? name = null, string? sub = null) =>
        (apiVersion.Contains('/', StringComparison.Ordinal) ? "/apis/" : "/api/") + apiVersion
        + (space is null ? "" : $"/namespaces/{space}") + "/" + resource + (name is null ? "" : "/" + name) + (sub is null ? "" : "/" + sub);

    /// <summary>Path of an object by what it says of itself; the plural is guessed from the kind, which fits all kinds of Kubernetes and all that our tests define.</summary>
    public static string Of(JsonNode body, string? sub = null, bool collection = false)
    {
        var metadata = body["metadata"]!;
        return Of((string)body["apiVersion"]!, Plural((string)body["kind"]!), (string?)metadata["namespace"], collection ? null : (string)metadata["name"]!, sub);
    }

    /// <summary>The plural of a kind: <c>NetworkPolicy</c> gives <c>networkpolicies</c>.</summary>
    public static string Plural(string kind)
    {
        var word = kind.ToLowerInvariant();
        return word.EndsWith('y') && !word.EndsWith("ay", StringComparison.Ordinal) && !word.EndsWith("ey", StringComparison.Ordinal) ? word[..^1] + "ies"
            : word is "endpoints" ? word
            : word.EndsWith('s') || word.EndsWith('x') || word.EndsWith("ch", StringComparison.Ordinal) ? word + "es"
            : word + "s";
    }
}
