using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Fake.Admission;
using KubeStellar.Edge.TestKit.Cluster.Fake.Rbac;
using KubeStellar.Edge.TestKit.Cluster.Fake.Schema;
using KubeStellar.Edge.TestKit.Cluster.Fake.Store;
using Microsoft.AspNetCore.Http;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Rest;

/// <summary>Delete and deletecollection, with preconditions, finalizers and propagation. Pods go at once: there is no kubelet to wait for.</summary>
internal sealed class Remover(ObjectStore store, AdmissionChain admission, Births births)
{
    // Kinds whose removal is answered with the object.
    private static readonly string[] Returned = ["Pod", "PersistentVolume", "PersistentVolumeClaim", "PodTemplate", "ResourceQuota", "ServiceAccount", "Service", "StorageClass"];

    internal async Task DeleteAsync(HttpContext context, ApiRequest request, ResourceType type, ApiIdentity user)
    {
        var options = await Body.OptionsAsync(context);
        var table = store[type.Group, type.Plural];
        while (true)
        {
            var seen = store.Find(table, type.Namespaced ? request.Namespace : "", request.Name) ?? throw Refusal.NotFound(type, request.Name);
            var live = seen.Parse();
            Precondition(options, live, type);
            await admission.ValidateAsync(new AdmissionRequest("DELETE", type, seen.Namespace, seen.Name, "", null, live, request.DryRun, user.Name), context.RequestAborted);
            var next = Dying(live, type, Propagation(options, request, type));
            if (request.DryRun || Json.Same(next, live))
            {
                await Answer.WriteAsync(context, 200, next);
                return;
            }

            if (Births.IsDone(next))
            {
                if (store.Remove(table, seen) is null)
                    continue;
                await Answer.WriteAsync(context, 200, type.Kind == "Pod" ? next : Returned.Contains(type.Kind) ? live : Done(type, seen, live));
                return;
            }

            if (store.Write(table, next, seen) is { } stored)
            {
                await Answer.WriteAsync(context, 200, Reader.Text(stored, type, Shape.Full));
                return;
            }
        }
    }

    internal async Task DeleteAllAsync(HttpContext context, ApiRequest request, ResourceType type)
    {
        var options = await Body.OptionsAsync(context);
        var selector = new Selector(request, type);
        var table = store[type.Group, type.Plural];
        foreach (var stored in store.List(table).Objects.Where(selector.Takes))
            Remove(table, stored, type, Propagation(options, request, type));
        await Answer.WriteAsync(context, 200, new JsonObject { ["kind"] = type.Kind + "List", ["apiVersion"] = type.ApiVersion, ["metadata"] = new JsonObject(), ["items"] = new JsonArray() });
    }

    /// <summary>Begins the removal of an object, and ends it when nothing holds it.</summary>
    internal void Remove(Table table, Stored stored, ResourceType type, string propagation)
    {
        for (var seen = stored; seen is not null; seen = store.Find(table, seen.Namespace, seen.Name))
        {
            var live = seen.Parse();
            var next = Dying(live, type, propagation);
            if (Json.Same(next, live) || (Births.IsDone(next) ? store.Remove(table, seen) : store.Write(table, next, seen)) is not null)
                return;
        }
    }

    private JsonObject Dying(JsonObject live, ResourceType type, string propagation)
    {
        var next = (JsonObject)live.DeepClone();
        var metadata = next.Make("metadata");
        var finalizer = propagation switch { "Foreground" => "foregroundDeletion", "Orphan" => "orphan", _ => "" };
        if (finalizer.Length > 0 && !next.Texts("metadata", "finalizers").Contains(finalizer))
        {
            metadata.Default("finalizers", new JsonArray());
            metadata["finalizers"]!.AsArray().Add(finalizer);
        }

        if (metadata["deletionTimestamp"] is null)
        {
            metadata["deletionTimestamp"] = births.Now();
            if (type.Kind != "Namespace")
                metadata["deletionGracePeriodSeconds"] = 0;
            if (type.HasGeneration && metadata["generation"] is { } generation)
                metadata["generation"] = generation.GetValue<long>() + 1;
        }

        if (type.Kind == "Namespace")
            next.Make("status")["phase"] = "Terminating";
        return next;
    }

    private static string Propagation(JsonObject options, ApiRequest request, ResourceType type)
    {
        var policy = options.Text("propagationPolicy") is { Length: > 0 } given ? given : request.Query["propagationPolicy"].ToString();

        // These two keep what they made unless told otherwise, as they did before there was a choice.
        return policy.Length == 0 && (type.Kind is "Job" or "ReplicationController") ? "Orphan" : policy;
    }

    private static void Precondition(JsonObject options, JsonObject live, ResourceType type)
    {
        foreach (var (name, word, so) in new[] { ("uid", "UID", "The object might have been deleted and then recreated"), ("resourceVersion", "ResourceVersion", "The object might have been modified") })
        {
            var wanted = options.Text("preconditions", name);
            var found = live.Text("metadata", name);
            if (wanted.Length == 0 || wanted == found)
                continue;
            var kind = type.Group.Length == 0 ? type.Kind : $"{type.Kind}.{type.Group}";
            var details = Refusal.Details(type, live.Text("metadata", "name"));
            details["kind"] = type.Kind;
            throw new Refusal(
                409, "Conflict", $"Operation cannot be fulfilled on {kind} \"{live.Text("metadata", "name")}\": the {word} in the precondition ({wanted}) does not match the {word} in record ({found}). {so}", details);
        }
    }

    private static JsonObject Done(ResourceType type, Stored stored, JsonObject live)
    {
        var details = Refusal.Details(type, stored.Name);
        details["uid"] = live.Text("metadata", "uid");
        return new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["details"] = details };
    }
}
