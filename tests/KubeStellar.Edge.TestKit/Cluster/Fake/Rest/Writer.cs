using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Fake.Admission;
using KubeStellar.Edge.TestKit.Cluster.Fake.Ownership;
using KubeStellar.Edge.TestKit.Cluster.Fake.Rbac;
using KubeStellar.Edge.TestKit.Cluster.Fake.Schema;
using KubeStellar.Edge.TestKit.Cluster.Fake.Store;
using Microsoft.AspNetCore.Http;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Rest;

/// <summary>Create, update and patch: decide what the object would be, ask admission, check it, write it if nobody else did meanwhile.</summary>
internal sealed class Writer(ObjectStore store, AdmissionChain admission, Authorizer authorizer, Births births)
{
    private const int Attempts = 20;

    internal async Task CreateAsync(HttpContext context, ApiRequest request, ResourceType type, ApiIdentity user)
    {
        var body = await Body.ReadAsync(context, request, type);
        var metadata = body.Make("metadata");
        if (metadata.Text("name").Length == 0 && metadata.Text("generateName") is { Length: > 0 } start)
            metadata["name"] = start + births.Suffix();
        var name = metadata.Text("name");
        if (name.Length == 0)
            throw Refusal.Invalid(type, "", [Fault.Required("metadata.name", "name or generateName is required")]);
        if (metadata.Text("resourceVersion").Length > 0)
            throw new Refusal(500, "", "resourceVersion should not be set on objects to be created");
        births.CheckNamespace(request, type, name);
        if (store.Find(store[type.Group, type.Plural], type.Namespaced ? request.Namespace : "", name) is { } there)
            throw Refusal.Exists(type, name, there.Parse().At("metadata", "deletionTimestamp") is not null);
        body = Made(context, request, type, body);
        body = await FinishAsync(context, request, type, user, body, null);
        if (request.DryRun)
        {
            await Answer.WriteAsync(context, 201, body);
            return;
        }

        var stored = store.Write(store[type.Group, type.Plural], body, null) ?? throw Refusal.Exists(type, name);
        await Answer.WriteAsync(context, 201, Reader.Text(stored, type, Accept.Of(context.Request)));
    }

    private JsonObject Made(HttpContext context, ApiRequest request, ResourceType type, JsonObject body)
    {
        Typed.Settle(type, body);
        Defaults.Fill(type, body);

        // What the server allots, as addresses and first statuses, belongs to nobody: it comes after.
        FieldManager.Update([], body, type, Who(context, request));
        return births.Born(body, request, type);
    }

    internal async Task UpdateAsync(HttpContext context, ApiRequest request, ResourceType type, ApiIdentity user)
    {
        var body = await Body.ReadAsync(context, request, type);
        if (body.Text("metadata", "name") is { Length: > 0 } name && name != request.Name)
            throw Refusal.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Name})");
        await ChangeAsync(context, request, type, user, live =>
        {
            if (live is null && request.Sub.Length == 0 && (type.Group == "rbac.authorization.k8s.io" || type.Kind is "Lease" or "Endpoints" or "Event" or "Service"))
            {
                authorizer.Check(user, request with { Verb = "create" });
                births.CheckNamespace(request, type, request.Name);
                return Made(context, request, type, (JsonObject)body.DeepClone());
            }

            if (live is null)
                throw Refusal.NotFound(type, request.Name);
            if (type.IsCustom && body.Text("metadata", "resourceVersion").Length == 0)
                throw Refusal.Invalid(type, request.Name, [Fault.Invalid("metadata.resourceVersion", 0, "must be specified for an update")]);
            var next = (JsonObject)body.DeepClone();
            Settling.Precondition(next, live, request, type);
            return Settling.Settle(next, live, request, type, Who(context, request));
        });
    }

    internal async Task PatchAsync(HttpContext context, ApiRequest request, ResourceType type, ApiIdentity user)
    {
        var kind = (context.Request.ContentType ?? "").Split(';')[0];
        var patch = await Body.ReadNodeAsync(context);
        if (kind == "application/apply-patch+yaml")
        {
            await ApplyAsync(context, request, type, user, patch as JsonObject ?? throw Refusal.BadRequest("the body is no object"));
            return;
        }

        await ChangeAsync(context, request, type, user, live =>
        {
            if (live is null)
                throw Refusal.NotFound(type, request.Name);
            var next = kind switch
            {
                "application/merge-patch+json" => (JsonObject)Patches.Merge(live, patch)!,
                "application/json-patch+json" when patch is JsonArray operations => Patches.Apply(live, operations),
                _ => throw new Refusal(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml"),
            };
            Settling.Precondition(next, live, request, type);
            return Settling.Settle(next, live, request, type, Who(context, request));
        });
    }

    private async Task ApplyAsync(HttpContext context, ApiRequest request, ResourceType type, ApiIdentity user, JsonObject config)
    {
        if (request.Query["fieldManager"].ToString().Length == 0)
        {
            throw Refusal.Invalid(
                new ResourceType("meta.k8s.io", "v1", "patchoptions", "PatchOptions", false), "", [Fault.Required("fieldManager", "is required for apply patch")]);
        }

        if (config.Text("apiVersion") != type.ApiVersion || config.Text("kind") != type.Kind)
            throw Refusal.BadRequest($"invalid object type: {config.Text("apiVersion")}, Kind={config.Text("kind")}");
        if (config.Text("metadata", "name") is { Length: > 0 } name && name != request.Name)
            throw Refusal.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Name})");
        if (request.Sub.Length == 0)
            SchemaCheck.Typed(type, config);
        if (config.At("metadata", "managedFields") is not null)
            throw Refusal.BadRequest("metadata.managedFields must be nil");
        var force = request.Query["force"] == "true";
        var who = Who(context, request);
        await ChangeAsync(context, request, type, user, live =>
        {
            var wanted = (JsonObject)Body.WithoutNulls(config)!;
            wanted.Make("metadata")["name"] = request.Name;
            if (type.Namespaced)
                wanted.Make("metadata")["namespace"] = request.Namespace;
            if (request.Sub == "status")
                wanted.Remove("spec");
            else if (type.HasStatus)
                wanted.Remove("status");
            if (live is null)
            {
                if (request.Sub.Length > 0)
                    throw Refusal.NotFound(type, request.Name);
                authorizer.Check(user, request with { Verb = "create" });
                births.CheckNamespace(request, type, request.Name);
                if (wanted.Text("metadata", "uid").Length > 0)
                {
                    throw new Refusal(
                        409, "Conflict", $"Operation cannot be fulfilled on {type.Qualified} \"{request.Name}\": uid mismatch: the provided object specified uid {wanted.Text("metadata", "uid")}, and no existing object was found",
                        Refusal.Details(type, request.Name));
                }

                var born = FieldManager.Apply([], wanted, type, who, force);
                Typed.Settle(type, born);
                return births.Born(born, request, type);
            }

            Settling.Precondition(wanted, live, request, type);
            var next = FieldManager.Apply(live, wanted, type, who, force);
            Typed.Settle(type, next);
            return Settling.Settle(next, live, request, type, null);
        });
    }

    /// <summary>Reads, decides, writes; again when somebody else was first.</summary>
    private async Task ChangeAsync(HttpContext context, ApiRequest request, ResourceType type, ApiIdentity user, Func<JsonObject?, JsonObject> decide)
    {
        var shape = Accept.Of(context.Request);
        var table = store[type.Group, type.Plural];
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var seen = store.Find(table, type.Namespaced ? request.Namespace : "", request.Name);
            var live = seen?.Parse();
            if (live is not null && live.Text("apiVersion") != type.ApiVersion)
                live["apiVersion"] = type.ApiVersion;
            var next = await FinishAsync(context, request, type, user, decide(live?.DeepClone() as JsonObject), live);
            if (seen is not null && Settling.Equal(next, live!))
            {
                await Answer.WriteAsync(context, 200, Reader.Text(seen, type, shape));
                return;
            }

            if (request.DryRun)
            {
                await Answer.WriteAsync(context, seen is null ? 201 : 200, next);
                return;
            }

            if (Births.IsDone(next))
            {
                if (store.Remove(table, seen!) is null)
                    continue;
                await Answer.WriteAsync(context, 200, next);
                return;
            }

            if (store.Write(table, next, seen) is { } stored)
            {
                await Answer.WriteAsync(context, seen is null ? 201 : 200, Reader.Text(stored, type, shape));
                return;
            }
        }

        throw Refusal.Modified(type, request.Name);
    }

    private async Task<JsonObject> FinishAsync(HttpContext context, ApiRequest request, ResourceType type, ApiIdentity user, JsonObject next, JsonObject? live)
    {
        if (request.Sub.Length == 0)
            Defaults.Fill(type, next);
        var asked = new AdmissionRequest(
            live is null ? "CREATE" : "UPDATE", type, type.Namespaced ? request.Namespace : "", next.Text("metadata", "name"), request.Sub, next, live, request.DryRun, user.Name);
        next = await admission.MutateAsync(asked, context.RequestAborted);
        if (request.Sub.Length == 0)
            Defaults.Fill(type, next);
        if (live is not null && request.Sub.Length == 0)
            Births.Count(type, next, live);
        if (request.Sub.Length == 0)
            Validation.Check(type, next, live);
        await admission.ValidateAsync(asked with { Object = next }, context.RequestAborted);
        return next;
    }

    private Manager Who(HttpContext context, ApiRequest request)
    {
        var name = request.Query["fieldManager"].ToString();
        var agent = context.Request.Headers.UserAgent.ToString().Split('/')[0];
        return new Manager(name.Length > 0 ? name : agent.Length > 0 ? agent : "unknown", request.Sub, births.Now());
    }
}
