using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Fake.Rbac;
using KubeStellar.Edge.TestKit.Cluster.Fake.Schema;
using Microsoft.AspNetCore.Http;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Rest;

/// <summary>Takes a request through who, what and whether, to the one who does it.</summary>
internal sealed class Router(
    Catalog catalog, Authenticator authenticator, Authorizer authorizer, Discovery.Discovery discovery, Reader reader, Watcher watcher, Writer writer, Remover remover, Reviews reviews, Tokens tokens)
{
    internal async Task HandleAsync(HttpContext context)
    {
        try
        {
            await RouteAsync(context);
        }
        catch (Refusal refusal) when (!context.Response.HasStarted)
        {
            await Answer.RefuseAsync(context, refusal);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            // A bug of the fake must show in the test that met it.
            await Answer.RefuseAsync(context, new Refusal(500, "InternalError", "the fake API server failed: " + e));
        }
    }

    private async Task RouteAsync(HttpContext context)
    {
        var user = authenticator.Of(context);
        var path = context.Request.Path.Value!;
        if (ApiRequest.Read(context.Request) is not { } request)
        {
            if (!Authorizer.AllowsPath(user, path))
                throw new Refusal(403, "Forbidden", $"forbidden: User \"{user.Name}\" cannot {context.Request.Method.ToLowerInvariant()} path \"{path}\"", []);
            if (!await discovery.TryAnswerAsync(context))
                await NoPathAsync(context);
            return;
        }

        if (await reviews.TryAnswerAsync(context, request, user))
            return;
        authorizer.Check(user, request);
        if (discovery.IsDown(request.Group, request.Version))
        {
            await Discovery.Discovery.DownAsync(context);
            return;
        }

        if (catalog.Find(request.Group, request.Version, request.Resource) is not { } type)
        {
            if (!catalog.Types.Any(other => other.Group == request.Group && other.Version == request.Version))
                await NoPathAsync(context);
            else
                throw Refusal.NoResource();
            return;
        }

        if (type.Kind == "ServiceAccount" && request.Sub == "token" && request.Verb == "create")
        {
            await tokens.IssueAsync(context, request, type);
            return;
        }

        var known = request.Sub.Length == 0 || (request.Sub == "status" && type.HasStatus) || (request.Sub == "finalize" && type.Kind == "Namespace");
        if (!known || (type.Namespaced ? request.Namespace.Length == 0 && request.Name.Length > 0 : request.Namespace.Length > 0 && type.Kind != "Namespace"))
            throw Refusal.NoResource();
        await (request.Verb switch
        {
            "get" => reader.GetAsync(context, request, type),
            "list" => reader.ListAsync(context, request, type),
            "watch" => watcher.WatchAsync(context, request, type),
            "create" => writer.CreateAsync(context, request, type, user),
            "update" => writer.UpdateAsync(context, request, type, user),
            "patch" => writer.PatchAsync(context, request, type, user),
            "delete" => remover.DeleteAsync(context, request, type, user),
            "deletecollection" => remover.DeleteAllAsync(context, request, type),
            _ => throw Refusal.NoMethod(),
        });
    }

    private static Task NoPathAsync(HttpContext context) => Answer.WriteAsync(context, 404, "404 page not found\n"u8.ToArray(), "text/plain; charset=utf-8");
}
