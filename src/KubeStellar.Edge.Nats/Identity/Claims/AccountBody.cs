using System.Text.Json;
using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Nats.Identity.Claims;

/// <summary>What an account's JWT says (v2/account_claims.go). Members that this version does not know are kept.</summary>
internal sealed record AccountBody
{
    public const string Kind = "account";

    [JsonPropertyName("limits")]
    public required AccountLimits Limits { get; init; }

    [JsonPropertyName("signing_keys")]
    public IReadOnlyList<string>? SigningKeys { get; init; }

    /// <summary>User public key (or <c>*</c>) to the Unix second up to which its JWTs are void.</summary>
    [JsonPropertyName("revocations")]
    public SortedDictionary<string, long>? Revocations { get; init; }

    [JsonPropertyName("type")]
    public string Type { get; init; } = Kind;

    [JsonPropertyName("version")]
    public int Version { get; init; } = 2;

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}
