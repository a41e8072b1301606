using System.Security.Cryptography.X509Certificates;
using KubeStellar.Edge.TestKit.Cluster.Credentials;
using KubeStellar.Edge.TestKit.Cluster.Fake.Rest;
using Microsoft.AspNetCore.Http;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Rbac;

/// <summary>Finds out who asks: by bearer token, by client certificate (common name and organizations), and by impersonation where that is allowed.</summary>
internal sealed class Authenticator(TestCa users, Authorizer authorizer)
{
    private readonly Dictionary<string, ApiIdentity> _tokens = new(StringComparer.Ordinal);

    /// <summary>Lets a token in, or a revoked one out (null).</summary>
    internal void Set(string token, ApiIdentity? identity)
    {
        lock (_tokens)
        {
            if (identity is null)
                _tokens.Remove(token);
            else
                _tokens[token] = identity with { Groups = [.. identity.Groups, "system:authenticated"] };
        }
    }

    /// <summary>Who asks.</summary>
    /// <exception cref="Refusal">401: a token or certificate that nobody knows. 403: may not impersonate.</exception>
    internal ApiIdentity Of(HttpContext context)
    {
        var identity = Known(context);
        var headers = context.Request.Headers;
        if (headers["Impersonate-User"].ToString() is not { Length: > 0 } user)
            return identity;
        var groups = headers["Impersonate-Group"].Select(group => group!).ToList();
        authorizer.Check(identity, new ApiRequest("impersonate", "", "v1", "users", "", user, "", context.Request.Query));
        foreach (var group in groups)
            authorizer.Check(identity, new ApiRequest("impersonate", "", "v1", "groups", "", group, "", context.Request.Query));
        return new ApiIdentity(user, [.. groups, "system:authenticated"]);
    }

    private ApiIdentity Known(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            lock (_tokens)
                return _tokens.TryGetValue(header[7..].Trim(), out var identity) && (identity.Alive?.Invoke() ?? true) ? identity : throw Unauthorized();
        }

        if (context.Connection.ClientCertificate is not { } certificate)
            return ApiIdentity.Anonymous;
        if (!users.Signed(certificate))
            throw Unauthorized();
        var parts = certificate.SubjectName.EnumerateRelativeDistinguishedNames().Select(part => (part.GetSingleElementType().Value, Text: part.GetSingleElementValue() ?? "")).ToList();
        return new ApiIdentity(
            certificate.GetNameInfo(X509NameType.SimpleName, false), [.. parts.Where(part => part.Value == "2.5.4.10").Select(part => part.Text), "system:authenticated"]);
    }

    private static Refusal Unauthorized() => new(401, "Unauthorized", "Unauthorized");
}
