using System.Text.Json;
using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Nats.Identity.Claims;

/// <summary>What an operator's JWT says (v2/operator_claims.go).</summary>
internal sealed record OperatorBody
{
    public const string Kind = "operator";

    [JsonPropertyName("system_account")]
    public string? SystemAccount { get; init; }

    [JsonPropertyName("type")]
    public string Type { get; init; } = Kind;

    [JsonPropertyName("version")]
    public int Version { get; init; } = 2;

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}
