using System.Text.Json.Nodes;

namespace KubeStellar.Edge.TestKit.Cluster.Credentials;

/// <summary>What a user of a test may do: one rule of a Role (with a namespace) or ClusterRole (without).</summary>
/// <param name="Group">API group; empty for the core group, <c>*</c> for all.</param>
/// <param name="Resources">Plural names, comma separated, subresources as <c>deployments/status</c>; <c>*</c> for all.</param>
/// <param name="Verbs">Verbs, comma separated; <c>*</c> for all.</param>
/// <param name="Namespace">Where it holds; null everywhere.</param>
/// <param name="Names">Object names, comma separated; null for any.</param>
public sealed record ApiRule(string Group, string Resources, string Verbs, string? Namespace = null, string? Names = null)
{
    /// <summary>The rule as RBAC writes it.</summary>
    public JsonObject ToJson()
    {
        var rule = new JsonObject { ["apiGroups"] = List(Group), ["resources"] = List(Resources), ["verbs"] = List(Verbs) };
        if (Names is not null)
            rule["resourceNames"] = List(Names);
        return rule;
    }

    private static JsonArray List(string text) => [.. text.Split(',').Select(part => (JsonNode)part.Trim())];
}
