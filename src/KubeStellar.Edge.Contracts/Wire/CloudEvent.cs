using System.Text.Json;
using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>
/// An audit event as a CloudEvent 1.0 in structured JSON (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md). It has the version of that
/// specification and none of ours: ours is in <see cref="Data"/>, which is the event as it is kept.
/// </summary>
public sealed record CloudEvent
{
    /// <summary>Always <c>1.0</c>.</summary>
    [JsonPropertyName("specversion")]
    public string SpecVersion { get; set; } = CloudEvents.Version;

    /// <summary>The same for every delivery of one event, another for every other event of the source.</summary>
    public required string Id { get; init; }

    /// <summary><c>/hubs/&lt;hub&gt;</c>, and <c>/workspaces/&lt;workspace&gt;</c> below it where the event is one workspace's.</summary>
    public required string Source { get; init; }

    /// <summary><c>io.kubestellar.edge.</c> and the event's kind.</summary>
    public required string Type { get; init; }

    /// <summary>The object, policy, edge or source that it is about.</summary>
    public required string Subject { get; init; }

    /// <summary>When, by the hub's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Always <c>application/json</c>.</summary>
    [JsonPropertyName("datacontenttype")]
    public string DataContentType { get; set; } = CloudEvents.DataContentType;

    /// <summary>The event as it is kept: an <c>EventRecord</c>.</summary>
    public required JsonElement Data { get; init; }

    /// <summary>Attributes that others added; written back unchanged.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}
