using Microsoft.AspNetCore.Http;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Rest;

/// <summary>What a request asks for: https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb .</summary>
internal sealed record ApiRequest(string Verb, string Group, string Version, string Resource, string Namespace, string Name, string Sub, IQueryCollection Query)
{
    internal bool DryRun => Query["dryRun"].Contains("All");

    /// <summary>Reads one; null when the path names no resource (discovery, version, health).</summary>
    internal static ApiRequest? Read(HttpRequest request)
    {
        var parts = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var core = parts.Length > 2 && parts[0] == "api";
        if (!core && !(parts.Length > 3 && parts[0] == "apis"))
            return null;
        var (group, version) = core ? ("", parts[1]) : (parts[1], parts[2]);
        var rest = parts[(core ? 2 : 3)..];
        var space = "";
        if (rest[0] == "namespaces" && rest.Length > 2 && rest[2] is not ("status" or "finalize"))
            (space, rest) = (rest[1], rest[2..]);
        var name = rest.Length > 1 ? rest[1] : "";

        // A namespace is in itself, as far as rights are concerned.
        if (rest[0] == "namespaces" && group.Length == 0)
            space = name;
        var query = request.Query;
        var watch = query["watch"].ToString() is "true" or "1";
        var verb = request.Method switch
        {
            "GET" or "HEAD" => watch ? "watch" : name.Length > 0 ? "get" : "list",
            "POST" => "create",
            "PUT" => "update",
            "PATCH" => "patch",
            "DELETE" => name.Length > 0 ? "delete" : "deletecollection",
            _ => request.Method,
        };
        return new ApiRequest(verb, group, version, rest[0], space, name, rest.Length > 2 ? rest[2] : "", query);
    }
}
