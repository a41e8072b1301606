using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Nats.Identity.Claims;

internal sealed record JwtHeader(
    [property: JsonPropertyName("typ")] string Type,
    [property: JsonPropertyName("alg")] string Algorithm);
