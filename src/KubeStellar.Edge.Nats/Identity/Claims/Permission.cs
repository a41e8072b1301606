using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Nats.Identity.Claims;

/// <summary>Subjects allowed and denied. The server reads an empty list of allowed subjects as "all": it is never written empty here.</summary>
internal sealed record Permission
{
    [JsonPropertyName("allow")]
    public IReadOnlyList<string>? Allow { get; init; }

    [JsonPropertyName("deny")]
    public IReadOnlyList<string>? Deny { get; init; }
}
