using System.Text.Json;
using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Nats.Identity.Claims;

/// <summary>What a user's JWT says (v2/user_claims.go). There is no member for response permissions: nobody gets any.</summary>
internal sealed record UserBody
{
    public const string Kind = "user";

    [JsonPropertyName("pub")]
    public Permission Publish { get; init; } = new();

    [JsonPropertyName("sub")]
    public Permission Subscribe { get; init; } = new();

    [JsonPropertyName("subs")]
    public long Subscriptions { get; init; } = -1;

    [JsonPropertyName("data")]
    public long Data { get; init; } = -1;

    [JsonPropertyName("payload")]
    public long Payload { get; init; } = -1;

    /// <summary>The account, when a signing key of it issued the JWT.</summary>
    [JsonPropertyName("issuer_account")]
    public string? IssuerAccount { get; init; }

    [JsonPropertyName("type")]
    public string Type { get; init; } = Kind;

    [JsonPropertyName("version")]
    public int Version { get; init; } = 2;

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}
