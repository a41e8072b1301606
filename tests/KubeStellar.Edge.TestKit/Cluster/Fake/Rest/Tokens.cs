using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Fake.Rbac;
using KubeStellar.Edge.TestKit.Cluster.Fake.Schema;
using KubeStellar.Edge.TestKit.Cluster.Fake.Store;
using Microsoft.AspNetCore.Http;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Rest;

/// <summary>Tokens of service accounts, asked for by TokenRequest. They end with their account; that they also end with time is left out.</summary>
internal sealed class Tokens(ObjectStore store, Authenticator authenticator)
{
    internal async Task IssueAsync(HttpContext context, ApiRequest request, ResourceType type)
    {
        var body = await Body.ReadNodeAsync(context) as JsonObject ?? throw Refusal.BadRequest("the body is no object");
        var table = store["", "serviceaccounts"];
        var account = store.Find(table, request.Namespace, request.Name) ?? throw Refusal.NotFound(type, request.Name);
        var uid = account.Parse().Text("metadata", "uid");
        var token = Guid.NewGuid().ToString("N");
        authenticator.Set(token, new ApiIdentity(
            $"system:serviceaccount:{request.Namespace}:{request.Name}", ["system:serviceaccounts", $"system:serviceaccounts:{request.Namespace}"],
            () => store.Find(table, request.Namespace, request.Name)?.Parse().Text("metadata", "uid") == uid));
        body["status"] = new JsonObject { ["token"] = token };
        await Answer.WriteAsync(context, 201, body);
    }
}
