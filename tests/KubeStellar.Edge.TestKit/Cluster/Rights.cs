using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Client;
using KubeStellar.Edge.TestKit.Cluster.Credentials;

namespace KubeStellar.Edge.TestKit.Cluster;

/// <summary>Gives rights by RBAC objects, at either server.</summary>
internal static class Rights
{
    internal const string Group = "rbac.authorization.k8s.io";

    /// <summary>Makes a role and a binding, and waits until the server counts them.</summary>
    internal static async Task GrantAsync(ApiClient admin, TimeProvider time, string user, JsonObject subject, ApiRule rule, string role, CancellationToken token)
    {
        var metadata = new JsonObject { ["name"] = role };
        if (rule.Namespace is { } space)
            metadata["namespace"] = space;
        var kind = rule.Namespace is null ? "ClusterRole" : "Role";
        (await admin.ApplyAsync(
            new JsonObject { ["apiVersion"] = Group + "/v1", ["kind"] = kind, ["metadata"] = metadata, ["rules"] = new JsonArray(rule.ToJson()) }, token, "test")).Ok();
        (await admin.ApplyAsync(
            new JsonObject
            {
                ["apiVersion"] = Group + "/v1",
                ["kind"] = kind + "Binding",
                ["metadata"] = metadata.DeepClone(),
                ["roleRef"] = new JsonObject { ["apiGroup"] = Group, ["kind"] = kind, ["name"] = role },
                ["subjects"] = new JsonArray(subject),
            },
            token,
            "test")).Ok();
        await AllowedAsync(admin, time, user, rule, token);
    }

    // The real server learns of roles by watching them, a moment after they were written.
    private static async Task AllowedAsync(ApiClient admin, TimeProvider time, string user, ApiRule rule, CancellationToken token)
    {
        foreach (var verb in rule.Verbs.Split(','))
        {
            var parts = rule.Resources.Split(',')[^1].Trim().Split('/');
            var attributes = new JsonObject
            {
                ["verb"] = verb.Trim(),
                ["group"] = rule.Group.Split(',')[^1].Trim(),
                ["resource"] = parts[0],
                ["subresource"] = parts.Length > 1 ? parts[1] : "",
                ["namespace"] = rule.Namespace ?? "",
                ["name"] = rule.Names?.Split(',')[^1].Trim() ?? "",
            };
            var body = new JsonObject
            {
                ["apiVersion"] = "authorization.k8s.io/v1",
                ["kind"] = "SubjectAccessReview",
                ["spec"] = new JsonObject { ["user"] = user, ["resourceAttributes"] = attributes },
            }.ToJsonString();
            while (!(bool)(await admin.SendAsync(HttpMethod.Post, "/apis/authorization.k8s.io/v1/subjectaccessreviews", token, body)).Ok()["status"]!["allowed"]!)
                await Task.Delay(TimeSpan.FromMilliseconds(20), time, token);
        }
    }
}
