using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Fake.Rbac;
using Microsoft.AspNetCore.Http;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Rest;

/// <summary>SubjectAccessReview and SelfSubjectAccessReview: whether somebody may do something.</summary>
internal sealed class Reviews(Authorizer authorizer)
{
    internal async Task<bool> TryAnswerAsync(HttpContext context, ApiRequest request, ApiIdentity user)
    {
        var self = request.Resource == "selfsubjectaccessreviews";
        if (request.Group != "authorization.k8s.io" || request.Verb != "create" || !(self || request.Resource == "subjectaccessreviews"))
            return false;
        if (!self)
            authorizer.Check(user, request);
        var body = await Body.ReadNodeAsync(context) as JsonObject ?? throw Refusal.BadRequest("the body is no object");
        var subject = self ? user : new ApiIdentity(body.Text("spec", "user"), [.. body.Texts("spec", "groups"), "system:authenticated"]);
        var asked = body.At("spec", "resourceAttributes");
        var allowed = asked is null
            ? Authorizer.AllowsPath(subject, body.Text("spec", "nonResourceAttributes", "path"))
            : authorizer.Allows(subject, new ApiRequest(
                asked.Text("verb"), asked.Text("group"), asked.Text("version"), asked.Text("resource"), asked.Text("namespace"), asked.Text("name"), asked.Text("subresource"), request.Query));
        body["status"] = new JsonObject { ["allowed"] = allowed };
        await Answer.WriteAsync(context, 201, body);
        return true;
    }
}
