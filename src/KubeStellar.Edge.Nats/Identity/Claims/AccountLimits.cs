using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Nats.Identity.Claims;

/// <summary>Limits of an account: -1 is none, and JetStream stays off where memory and disk are 0.</summary>
internal sealed record AccountLimits
{
    [JsonPropertyName("subs")]
    public long Subscriptions { get; init; } = -1;

    [JsonPropertyName("data")]
    public long Data { get; init; } = -1;

    [JsonPropertyName("payload")]
    public long Payload { get; init; } = -1;

    [JsonPropertyName("imports")]
    public long Imports { get; init; } = -1;

    [JsonPropertyName("exports")]
    public long Exports { get; init; } = -1;

    [JsonPropertyName("wildcards")]
    public bool WildcardExports { get; init; } = true;

    [JsonPropertyName("conn")]
    public long Connections { get; init; } = -1;

    [JsonPropertyName("leaf")]
    public long LeafNodes { get; init; } = -1;

    [JsonPropertyName("mem_storage")]
    public long MemoryStorage { get; init; }

    [JsonPropertyName("disk_storage")]
    public long DiskStorage { get; init; }

    [JsonPropertyName("streams")]
    public long Streams { get; init; }

    [JsonPropertyName("consumer")]
    public long Consumers { get; init; }

    public static AccountLimits JetStream { get; } = new() { MemoryStorage = -1, DiskStorage = -1, Streams = -1, Consumers = -1 };
}
