using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Fake.Ownership;
using KubeStellar.Edge.TestKit.Cluster.Fake.Schema;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Rest;

/// <summary>What of a change counts: preconditions hold, what this (sub)resource does not write stays, and a change of nothing is none.</summary>
internal static class Settling
{
    /// <summary>Keeps what a writer of this (sub)resource cannot change.</summary>
    internal static JsonObject Settle(JsonObject next, JsonObject live, ApiRequest request, ResourceType type, Manager? manager)
    {
        if (request.Sub == "status")
        {
            var status = next["status"].Copy();
            var managed = next.At("metadata", "managedFields").Copy();
            next = (JsonObject)live.DeepClone();
            if (status is null)
                next.Remove("status");
            else
                next["status"] = status;
            if (managed is not null)
                next["metadata"]!["managedFields"] = managed;
        }
        else if (request.Sub == "finalize")
        {
            var finalizers = next.At("spec", "finalizers").Copy();
            next = (JsonObject)live.DeepClone();
            next.Make("spec")["finalizers"] = finalizers;
        }
        else if (type.HasStatus)
        {
            next.Remove("status");
            if (live["status"] is { } status)
                next["status"] = status.DeepClone();
        }

        next["apiVersion"] = type.ApiVersion;
        next["kind"] = type.Kind;
        Births.Keep(next, live, type);
        if (manager is not null)
        {
            Typed.Settle(type, next);
            if (request.Sub.Length == 0)
                Defaults.Fill(type, next);
            FieldManager.Update(live, next, type, manager);
        }

        return Births.Ordered(next);
    }

    internal static void Precondition(JsonObject next, JsonObject live, ApiRequest request, ResourceType type)
    {
        if (next.Text("metadata", "resourceVersion") is { Length: > 0 } revision && revision != live.Text("metadata", "resourceVersion"))
            throw Refusal.Modified(type, request.Name);
        if (next.Text("metadata", "uid") is { Length: > 0 } uid && uid != live.Text("metadata", "uid"))
        {
            if (request.Verb == "patch")
                throw Refusal.Invalid(type, request.Name, [Fault.Immutable("metadata.uid", uid)]);
            throw new Refusal(
                409, "Conflict", $"Operation cannot be fulfilled on {type.Qualified} \"{request.Name}\": Precondition failed: UID in precondition: {uid}, UID in object meta: {live.Text("metadata", "uid")}",
                Refusal.Details(type, request.Name));
        }
    }

    /// <summary>Whether nothing would change but the times of owners.</summary>
    internal static bool Equal(JsonObject next, JsonObject live)
    {
        static JsonObject Bare(JsonObject body)
        {
            var copy = (JsonObject)body.DeepClone();
            foreach (var entry in copy.Items("metadata", "managedFields"))
                entry.Remove("time");
            (copy["metadata"] as JsonObject)?.Remove("resourceVersion");
            return copy;
        }

        return Json.Same(Bare(next), Bare(live));
    }
}
