using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Kubernetes.Cluster.Api;

namespace KubeStellar.Edge.Kubernetes.Source;

/// <summary>What tells a cluster from another one at the same address, also from itself after its store was wiped: the uid of its namespace <c>kube-system</c>, or of <c>default</c> where a server (kcp) has no such namespace.</summary>
/// <param name="Uid">The uid; <see cref="Nameless"/> where a server has neither. Null when it cannot be read.</param>
/// <param name="Trouble">Why it cannot.</param>
internal sealed record ClusterIdentity(string? Uid, string Trouble)
{
    /// <summary>The newest version that the server's store has now, by a listing that it answers from the store itself; empty where that cannot be told. It only rises, but of a store that was restored.</summary>
    internal string Version { get; private init; } = "";

    internal const string Nameless = "-";

    /// <summary>Reads it.</summary>
    internal static async Task<ClusterIdentity> ReadAsync(ApiClient client, CancellationToken token)
    {
        var read = await UidAsync(client, token);
        return read.Uid is null ? read : read with { Version = await VersionAsync(client, token) };
    }

    private static async Task<string> VersionAsync(ApiClient client, CancellationToken token)
    {
        var reply = await client.SendAsync(ApiRequest.Get("/api/v1/namespaces?limit=1", ApiRequest.MetadataList), token);
        using var json = reply.Ok ? reply.Json() : null;
        return json?.RootElement.Text("metadata", "resourceVersion") ?? "";
    }

    private static async Task<ClusterIdentity> UidAsync(ApiClient client, CancellationToken token)
    {
        foreach (var space in new[] { "kube-system", "default" })
        {
            var reply = await client.SendAsync(ApiRequest.Get($"/api/v1/namespaces/{space}", ApiRequest.Metadata), token);
            if (reply.Ok)
            {
                using var json = reply.Json();
                return json?.RootElement.Text("metadata", "uid") is { Length: > 0 } uid
                    ? new ClusterIdentity(uid, "")
                    : new ClusterIdentity(null, $"the namespace {space} has no uid");
            }

            if (!reply.Missing)
            {
                return new ClusterIdentity(null, reply.Code switch
                {
                    403 => $"it may not get the namespace {space}, by which a wiped cluster is told from an empty one",
                    _ => reply.Sentence,
                });
            }
        }

        return new ClusterIdentity(Nameless, "");
    }
}
