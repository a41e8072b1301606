using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Cluster.Api;
using KubeStellar.Edge.Kubernetes.Cluster.Drift;
using KubeStellar.Edge.Kubernetes.Cluster.Ownership;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Kubernetes.Cluster.Steps;

/// <summary>
/// Lets an object go that stays although it is no longer wanted: our marks come off, so that nobody takes it for ours, but for one by which it is known
/// again while nobody has touched it.
/// </summary>
internal sealed partial class ReleaseStep(ClusterState cluster, ILogger log)
{
    private static readonly string[] Labels = [MarkNames.Owner, MarkNames.Policy];
    private static readonly string[] Annotations = [MarkNames.Edge, MarkNames.Hub, MarkNames.Workspace, MarkNames.Digest, MarkNames.OnRemoval, MarkNames.Unscoped];

    /// <summary>True when nothing is left to do.</summary>
    internal async Task<bool> RunAsync(TrackedObject line, CancellationToken token)
    {
        var key = line.Key;
        cluster.Applied.TryRemove(key, out _);
        var (found, lookup) = await cluster.FormerAsync(key, token);
        if (found is not { } place)
        {
            return lookup.Fault is null;
        }

        var look = await cluster.LookAsync(place, token);
        if (look.Fault is not null)
        {
            return false;
        }

        if (look.Entry is not { Terminating: false } entry || entry.Mark(MarkNames.Owner) != cluster.Owner.Id || Claims.Judge(entry, cluster.Owner) is not Claim.Ours)
        {
            return true;
        }

        var reply = await cluster.Client.SendAsync(Patch(place, Let(entry.Uid, Claims.Release(cluster.Owner, entry)), cluster.UserOf(line.Policy.Workspace)), token);
        if (reply.Ok || reply.Missing)
        {
            place.Watch.Drop(place.Space, place.Name, entry.Uid);
            LogReleased(key);
            return true;
        }

        LogFailed(key, reply.Code, reply.Why);
        return false;
    }

    internal static ApiRequest Patch(ObjectPlace place, byte[] body, string? user) =>
        new(HttpMethod.Patch, $"{place.Path}?fieldManager={FieldManagers.Ours}") { Body = body, ContentType = "application/merge-patch+json", Accept = ApiRequest.Metadata, User = user };

    /// <summary>Takes the mark of a released object away.</summary>
    internal static byte[] Undo(string uid) => Encoding.UTF8.GetBytes($$$"""{"metadata":{"uid":"{{{uid}}}","annotations":{"{{{MarkNames.Released}}}":null} } }""");

    private static byte[] Let(string uid, string released)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("metadata");
            writer.WriteString("uid", uid);
            writer.WriteStartObject("labels");
            Array.ForEach(Labels, writer.WriteNull);
            writer.WriteEndObject();
            writer.WriteStartObject("annotations");
            Array.ForEach(Annotations, writer.WriteNull);
            writer.WriteString(MarkNames.Released, released);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    [LoggerMessage(6132, LogLevel.Information, "{Key} is no longer this edge's; it stays, without our marks")]
    private partial void LogReleased(ObjectKey key);

    [LoggerMessage(6133, LogLevel.Warning, "{Key} stays, but our marks cannot be taken off now: {Code} {Reason}")]
    private partial void LogFailed(ObjectKey key, int code, string reason);
}
