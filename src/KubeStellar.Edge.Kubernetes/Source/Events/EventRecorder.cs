using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Kubernetes.Cluster.Api;
using KubeStellar.Edge.Kubernetes.Cluster.Faults;
using KubeStellar.Edge.Kubernetes.Source.Cleaning;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Kubernetes.Source.Events;

/// <summary>
/// Tells people of a cluster what became of their objects, as Kubernetes events. The same again within its life is counted on the first one; a burst beyond what a person reads is dropped, since
/// states and listings hold it too.
/// </summary>
internal sealed partial class EventRecorder(ApiClient client, TimeProvider time, ILogger log)
{
    private const int Burst = 100;
    private const int LongestName = 200;
    private const int MaxKnown = 4096;
    private static readonly TimeSpan OneMore = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(30);
    private readonly Dictionary<string, (string Name, int Count, long At)> _known = new(StringComparer.Ordinal);
    private double _room = Burst;
    private long _since = time.GetTimestamp();

    /// <summary>Events that were dropped.</summary>
    internal long Dropped { get; private set; }

    /// <summary>Tells one.</summary>
    /// <param name="reference">The object: apiVersion, kind, namespace, name, uid.</param>
    /// <param name="warning">Whether somebody has to do something.</param>
    /// <param name="reason">CamelCase word for machines.</param>
    /// <param name="message">Sentence for people.</param>
    /// <param name="token">Ends with the source.</param>
    internal async Task TellAsync(JsonObject reference, bool warning, string reason, string message, CancellationToken token)
    {
        if (!Admit())
        {
            Dropped++;
            return;
        }

        message = FaultText.Cut(message);
        var (uid, name) = (Fields.Text(reference, "uid"), Fields.Text(reference, "name") ?? "");
        var space = Fields.Text(reference, "namespace") is { Length: > 0 } own ? own : "default";
        var key = $"{uid}/{reason}/{message}";
        var now = Fields.Time(time.GetUtcNow());
        if (_known.TryGetValue(key, out var known) && time.GetElapsedTime(known.At) < Life)
        {
            var more = new JsonObject { ["count"] = known.Count + 1, ["lastTimestamp"] = now };
            var again = await SendAsync(HttpMethod.Patch, $"/{known.Name}", space, "application/merge-patch+json", more, token);
            if (again.Ok)
            {
                _known[key] = (known.Name, known.Count + 1, time.GetTimestamp());
                return;
            }
        }

        var stamp = time.GetUtcNow().ToUnixTimeMilliseconds().ToString("x", CultureInfo.InvariantCulture);
        var called = $"{(Names.ExplainDnsSubdomain(name) is null ? name[..Math.Min(name.Length, LongestName)].TrimEnd('-', '.') : "object")}.{Digest.Of(System.Text.Encoding.UTF8.GetBytes(key)).ToString()[^8..]}{stamp}";
        var told = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject { ["name"] = called, ["namespace"] = space },
            ["involvedObject"] = reference.DeepClone(),
            ["type"] = warning ? "Warning" : "Normal",
            ["reason"] = reason,
            ["message"] = message,
            ["source"] = new JsonObject { ["component"] = Policies.StatusWriter.Manager },
            ["firstTimestamp"] = now,
            ["lastTimestamp"] = now,
            ["count"] = 1,
        };
        var reply = await SendAsync(HttpMethod.Post, "", space, "application/json", told, token);
        if (reply.Ok)
        {
            if (_known.Count >= MaxKnown)
            {
                _known.Clear();
            }

            _known[key] = (called, 1, time.GetTimestamp());
        }
        else
        {
            Untold(log, reason, name, reply.Code, reply.Why);
        }
    }

    private Task<ApiReply> SendAsync(HttpMethod method, string more, string space, string type, JsonObject body, CancellationToken token) => client.SendAsync(
        new ApiRequest(method, $"/api/v1/namespaces/{Uri.EscapeDataString(space)}/events{more}") { Body = JsonSerializer.SerializeToUtf8Bytes<JsonNode>(body, NodeJson.Default.JsonNode), ContentType = type },
        token);

    private bool Admit()
    {
        _room = Math.Min(Burst, _room + (time.GetElapsedTime(_since) / OneMore));
        _since = time.GetTimestamp();
        if (_room < 1)
        {
            return false;
        }

        _room--;
        return true;
    }

    [LoggerMessage(6313, LogLevel.Debug, "the event {Reason} of {Name} was not told: {Code} {Why}")]
    private static partial void Untold(ILogger logger, string reason, string name, int code, string why);
}
