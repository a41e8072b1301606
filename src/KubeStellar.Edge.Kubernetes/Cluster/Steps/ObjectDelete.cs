using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Cluster.Api;
using KubeStellar.Edge.Kubernetes.Cluster.Faults;
using KubeStellar.Edge.Kubernetes.Cluster.Watch;

namespace KubeStellar.Edge.Kubernetes.Cluster.Steps;

/// <summary>Deletes one object as it was just looked at: never one that came in its place, or that somebody has protected since.</summary>
internal static class ObjectDelete
{
    /// <summary>Null when it is gone; else what is still in the way.</summary>
    internal static async Task<TargetOutcome?> RunAsync(ClusterState cluster, ObjectPlace place, LiveEntry entry, Propagation how, string? user, CancellationToken token)
    {
        var reply = await cluster.Client.SendAsync(
            new ApiRequest(HttpMethod.Delete, place.Path) { Body = Options(entry, how), ContentType = "application/json", User = user }, token);
        var status = reply.Ok || reply.Code == 0 ? null : reply.Status;
        if (reply.Missing && status!.Reason == "NotFound")
        {
            place.Watch.Drop(place.Space, place.Name, entry.Uid);
            return null;
        }

        if (!reply.Ok)
        {
            return ApiFaults.Outcome(reply, place.Kind, place.Space, "delete");
        }

        // The answer is the object as long as something holds it.
        if (cluster.Take(place, reply) is not { Terminating: true } left || left.Uid != entry.Uid || left.Finalizers.Count == 0 && await IsGoneAsync(cluster, place, entry.Uid, token))
        {
            place.Watch.Drop(place.Space, place.Name, entry.Uid);
            return null;
        }

        return ApiFaults.Leaving(left.Finalizers);
    }

    // A Pod, say, has a grace period instead of finalizers.
    private static async Task<bool> IsGoneAsync(ClusterState cluster, ObjectPlace place, string uid, CancellationToken token)
    {
        var reply = await cluster.Client.SendAsync(ApiRequest.Get(place.Path, ApiRequest.Metadata), token);
        return reply.Missing || (reply.Ok && cluster.Take(place, reply) is { } there && there.Uid != uid);
    }

    private static byte[] Options(LiveEntry entry, Propagation how)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("apiVersion", "v1");
            writer.WriteString("kind", "DeleteOptions");
            writer.WriteString("propagationPolicy", how.ToString());
            writer.WriteStartObject("preconditions");
            writer.WriteString("uid", entry.Uid);
            writer.WriteString("resourceVersion", entry.ResourceVersion);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
