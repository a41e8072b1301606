using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Kubernetes.Cluster.Api;
using KubeStellar.Edge.Kubernetes.Source.Cleaning;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Kubernetes.Source.Policies;

/// <summary>Writes statuses by server-side apply to the subresource, which leaves the rest of the object to its owner: only what differs from what was written last, and at most once a second each.</summary>
internal sealed partial class StatusWriter(ApiClient client, TimeProvider time, ILogger log)
{
    /// <summary>Who owns the status.</summary>
    internal const string Manager = "kubestellar-edge-hub";

    /// <summary>The least time between two writes of one status.</summary>
    internal static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, (string Text, long At, TimeSpan Pause)> _written = new(StringComparer.Ordinal);

    /// <summary>Writes one status, when it is another one and its time has come. True when it was written.</summary>
    internal async Task<bool> WriteAsync(TakenPolicy policy, JsonObject status, CancellationToken token)
    {
        var uid = Fields.Text(policy.Reference, "uid") ?? "";
        var text = status.ToJsonString();
        var before = _written.GetValueOrDefault(uid);
        if (before.Text == text || (before.Text is not null && time.GetElapsedTime(before.At) < before.Pause))
        {
            return false;
        }

        var body = new JsonObject
        {
            ["apiVersion"] = Fields.Text(policy.Reference, "apiVersion"),
            ["kind"] = Fields.Text(policy.Reference, "kind"),

            // With its uid, so that a status never speaks of another one of the same name.
            ["metadata"] = new JsonObject { ["name"] = policy.Name, ["namespace"] = policy.Space, ["uid"] = uid },
            ["status"] = status.DeepClone(),
        };
        var path = $"/apis/{Fields.Text(policy.Reference, "apiVersion")}/namespaces/{Uri.EscapeDataString(policy.Space)}/policies/{Uri.EscapeDataString(policy.Name)}/status?fieldManager={Manager}&force=true";
        var reply = await client.SendAsync(
            new ApiRequest(HttpMethod.Patch, path) { Body = JsonSerializer.SerializeToUtf8Bytes<JsonNode>(body, NodeJson.Default.JsonNode), ContentType = "application/apply-patch+yaml" }, token);
        if (reply.Ok || reply.Missing)
        {
            _written[uid] = (text, time.GetTimestamp(), Pace);
            return reply.Ok;
        }

        Unwritten(log, policy.Space, policy.Name, reply.Code, reply.Why);
        _written[uid] = ("", time.GetTimestamp(), AfterFault);
        return false;
    }

    [LoggerMessage(6312, LogLevel.Warning, "the status of the policy {Space}/{Name} cannot be written, trying again: {Code} {Why}")]
    private static partial void Unwritten(ILogger logger, string space, string name, int code, string why);
}
