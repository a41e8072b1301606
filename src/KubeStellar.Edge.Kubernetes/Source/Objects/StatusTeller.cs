using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Sources;
using KubeStellar.Edge.Kubernetes.Cluster.Api;
using KubeStellar.Edge.Kubernetes.Cluster.Discovery;
using KubeStellar.Edge.Kubernetes.Source.Cleaning;
using KubeStellar.Edge.Kubernetes.Source.Events;
using KubeStellar.Edge.Kubernetes.Source.Policies;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Kubernetes.Source.Objects;

/// <summary>
/// Writes back what became of objects, where their policies ask for it: into the <c>.status</c> of the object that the hub took, by server-side apply to its subresource. It looks at what is there before it
/// writes, writes when what it wants is another than last time, and leaves it alone when somebody else changes it afterwards: two who correct each other would go on for ever. What it wrote is taken off
/// again when there is nothing to tell any more, also after a restart, because the server remembers who owns it.
/// </summary>
internal sealed partial class StatusTeller(ApiClient client, KindCatalog catalog, EventRecorder events, Random random, TimeProvider time, ILogger log)
{
    // A round of the source must not wait for the statuses of ten thousand objects; the others come with the next one.
    private const int MostAtOnce = 200;
    private static readonly Backoff Retry = new(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5), 0.2);
    private readonly Dictionary<ObjectKey, WrittenStatus> _written = [];

    /// <summary>Writes what is due.</summary>
    internal async Task TellAsync(ISourceFeed feed, CancellationToken token)
    {
        if (await feed.StatusesAsync(token) is not { } statuses)
        {
            return;
        }

        var (wanted, writes) = (statuses.ToDictionary(back => back.Key), 0);
        foreach (var back in wanted.Values.Where(back => back.Known && IsDue(back)))
        {
            if (writes == MostAtOnce)
            {
                return;
            }

            writes += await OneAsync(back.Key, back.Status, back.Stamp, token) ? 1 : 0;
        }

        // Placed nowhere any more, or its policy does not ask any more; what left the source is nobody's here.
        var gone = _written.Where(pair => !wanted.ContainsKey(pair.Key)).ToList();
        var held = gone.Count > 0 ? feed.Holdings().Objects : null;
        foreach (var (key, written) in gone)
        {
            if (held!.ContainsKey(key) && written.Text is not null)
            {
                if (IsRested(written))
                {
                    await OneAsync(key, null, null, token);
                }
            }
            else
            {
                _written.Remove(key);
            }
        }
    }

    private bool IsDue(BackStatus back) =>
        !_written.TryGetValue(back.Key, out var written) || ((!written.Done || !ReferenceEquals(written.Stamp, back.Stamp)) && IsRested(written));

    private bool IsRested(WrittenStatus written) => time.GetElapsedTime(written.At) >= written.Pause;

    /// <summary>Has the status stand there; false when it was known to.</summary>
    private async Task<bool> OneAsync(ObjectKey key, JsonElement? status, object? stamp, CancellationToken token)
    {
        var known = _written.GetValueOrDefault(key);
        var text = status?.GetRawText();
        if (known is { Done: true } && known.Text == text)
        {
            _written[key] = known with { Stamp = stamp };
            return false;
        }

        var fault = await TryAsync(key, status, token);
        var failures = fault.Length == 0 ? 0 : (known?.Failures ?? 0) + 1;
        _written[key] = new WrittenStatus(stamp, fault.Length == 0 ? text : known?.Text)
        {
            At = time.GetTimestamp(), Pause = failures == 0 ? StatusWriter.Pace : Retry.After(failures, random), Done = fault.Length == 0, Failures = failures, Fault = fault,
        };
        if (fault.Length > 0 && fault != known?.Fault)
        {
            Unwritten(log, key.ToString(), fault);
        }

        return true;
    }

    /// <summary>Has the status stand there; empty when it does, or when there is nothing to do about it.</summary>
    private async Task<string> TryAsync(ObjectKey key, JsonElement? status, CancellationToken token)
    {
        var lookup = await catalog.FindAsync(key.Group, key.Kind, token);
        if (lookup.Kind is not { } kind)
        {
            return $"its kind is not known: {lookup.Fault?.Sentence ?? "the server has none of that name"}";
        }

        if (!kind.HasStatus)
        {
            return "";
        }

        var path = $"{kind.Object(kind.NamespaceOf(key.Namespace), key.Name)}/status";
        var reply = await client.SendAsync(ApiRequest.Get(path), token);
        if (reply.Missing)
        {
            // Deleted a moment ago: the watch tells of it.
            return "";
        }

        if (!reply.Ok || Read(reply) is not { } live)
        {
            return reply.Ok ? "the server's answer is no object" : reply.Sentence;
        }

        if (IsAsWanted(live, status))
        {
            return "";
        }

        var body = new JsonObject
        {
            ["apiVersion"] = kind.ApiVersion,
            ["kind"] = kind.Kind,

            // With its uid, so that a status never speaks of another one of the same name, and none is ever made.
            ["metadata"] = new JsonObject { ["name"] = key.Name, ["uid"] = Fields.Text(live, "metadata", "uid") },
        };
        if (key.Namespace.Length > 0)
        {
            body["metadata"]!["namespace"] = key.Namespace;
        }

        if (status is { } wanted)
        {
            body["status"] = JsonNode.Parse(wanted.GetRawText(), documentOptions: NodeJson.Reading);
        }

        reply = await client.SendAsync(
            new ApiRequest(HttpMethod.Patch, $"{path}?fieldManager={StatusWriter.Manager}&force=true")
            {
                Body = JsonSerializer.SerializeToUtf8Bytes<JsonNode>(body, NodeJson.Default.JsonNode), ContentType = "application/apply-patch+yaml",
            },
            token);
        if (reply.Ok || reply.Missing)
        {
            return "";
        }

        await events.TellAsync(Fields.Reference(live), warning: true, "StatusNotWritten", $"its status cannot be written back: {reply.Why}", token);
        return reply.Sentence;
    }

    private static bool IsAsWanted(JsonObject live, JsonElement? status) => status is { } wanted
        ? JsonNode.DeepEquals(live["status"], JsonNode.Parse(wanted.GetRawText(), documentOptions: NodeJson.Reading))
        : !IsOurs(live);

    // Whether this hub, or one before it, owns anything of the status.
    private static bool IsOurs(JsonObject live) => Fields.Items(Fields.Map(live, "metadata"), "managedFields")
        .Any(entry => Fields.Text(entry, "manager") == StatusWriter.Manager && Fields.Text(entry, "subresource") == "status");

    private static JsonObject? Read(ApiReply reply)
    {
        try
        {
            return JsonNode.Parse(reply.Body.Span, documentOptions: NodeJson.Reading) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(6316, LogLevel.Warning, "the status of {Object} cannot be written back, trying again: {Why}")]
    private static partial void Unwritten(ILogger logger, string @object, string why);
}
