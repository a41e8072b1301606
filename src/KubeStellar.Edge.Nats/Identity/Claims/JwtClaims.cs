using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Nats.Identity.Claims;

/// <summary>Claims of a NATS JWT, version 2 (https://github.com/nats-io/jwt, v2/claims.go). Times are Unix seconds; 0 means none.</summary>
internal sealed record JwtClaims<TBody>
    where TBody : class
{
    [JsonPropertyName("exp")]
    public long Expires { get; init; }

    [JsonPropertyName("jti")]
    public string Id { get; init; } = "";

    [JsonPropertyName("iat")]
    public long IssuedAt { get; init; }

    [JsonPropertyName("iss")]
    public string Issuer { get; init; } = "";

    [JsonPropertyName("name")]
    public string Name { get; init; } = "";

    [JsonPropertyName("nbf")]
    public long NotBefore { get; init; }

    [JsonPropertyName("sub")]
    public required string Subject { get; init; }

    [JsonPropertyName("nats")]
    public required TBody Body { get; init; }
}
