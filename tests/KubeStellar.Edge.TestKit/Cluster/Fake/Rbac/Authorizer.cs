using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Fake.Rest;
using KubeStellar.Edge.TestKit.Cluster.Fake.Store;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Rbac;

/// <summary>RBAC by the Roles, ClusterRoles and bindings in the store: https://kubernetes.io/docs/reference/access-authn-authz/rbac/ . No aggregation, no checks of escalation.</summary>
internal sealed class Authorizer(ObjectStore store)
{
    private const string Group = "rbac.authorization.k8s.io";

    /// <summary>Refuses what is not allowed, in the real server's words.</summary>
    /// <exception cref="Refusal">403.</exception>
    internal void Check(ApiIdentity identity, ApiRequest request)
    {
        if (Allows(identity, request))
            return;
        var resource = request.Sub.Length == 0 ? request.Resource : $"{request.Resource}/{request.Sub}";
        var scope = request.Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace \"{request.Namespace}\"";
        var qualified = request.Group.Length == 0 ? request.Resource : $"{request.Resource}.{request.Group}";
        var details = new JsonObject();
        if (request.Name.Length > 0)
            details["name"] = request.Name;
        if (request.Group.Length > 0)
            details["group"] = request.Group;
        details["kind"] = request.Resource;
        throw new Refusal(
            403, "Forbidden",
            $"{qualified}{(request.Name.Length == 0 ? "" : $" \"{request.Name}\"")} is forbidden: User \"{identity.Name}\" cannot {request.Verb} resource \"{resource}\" in API group \"{request.Group}\" {scope}",
            details);
    }

    /// <summary>Whether somebody may do it.</summary>
    internal bool Allows(ApiIdentity identity, ApiRequest request) =>
        identity.Groups.Contains("system:masters")
        || Bound("clusterrolebindings", "", identity).Any(role => Permits(role, request))
        || (request.Namespace.Length > 0 && Bound("rolebindings", request.Namespace, identity).Any(role => Permits(role, request)));

    /// <summary>Whether somebody may ask for a path that is no resource.</summary>
    internal static bool AllowsPath(ApiIdentity identity, string path) =>
        identity.Groups.Contains("system:authenticated") || path is "/version" or "/version/" or "/healthz" or "/livez" or "/readyz";

    private IEnumerable<JsonObject> Bound(string bindings, string space, ApiIdentity identity)
    {
        foreach (var stored in store.List(store[Group, bindings]).Objects.Where(stored => stored.Namespace == space))
        {
            var binding = stored.Parse();
            if (!binding.Items("subjects").Any(subject => Names(subject, identity)))
                continue;
            var plural = binding.Text("roleRef", "kind") == "ClusterRole" ? "clusterroles" : "roles";
            if (store.Find(store[Group, plural], plural == "roles" ? space : "", binding.Text("roleRef", "name")) is { } role)
                yield return role.Parse();
        }
    }

    private static bool Names(JsonObject subject, ApiIdentity identity) => subject.Text("kind") switch
    {
        "User" => subject.Text("name") == identity.Name,
        "Group" => identity.Groups.Contains(subject.Text("name")),
        "ServiceAccount" => identity.Name == $"system:serviceaccount:{subject.Text("namespace")}:{subject.Text("name")}",
        _ => false,
    };

    private static bool Permits(JsonObject role, ApiRequest request) => role.Items("rules").Any(rule =>
        Has(rule.Texts("verbs"), request.Verb) && Has(rule.Texts("apiGroups"), request.Group)
        && Resource(rule.Texts("resources"), request) && (rule.Texts("resourceNames") is not { Count: > 0 } names || names.Contains(request.Name)));

    private static bool Has(List<string> allowed, string wanted) => allowed.Contains("*") || allowed.Contains(wanted);

    private static bool Resource(List<string> allowed, ApiRequest request) =>
        allowed.Contains("*") || allowed.Contains(request.Sub.Length == 0 ? request.Resource : $"{request.Resource}/{request.Sub}")
        || (request.Sub.Length > 0 && allowed.Contains($"*/{request.Sub}"));
}
