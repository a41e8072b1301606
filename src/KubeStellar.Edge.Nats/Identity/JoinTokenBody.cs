namespace KubeStellar.Edge.Nats.Identity;

/// <summary>What is inside a join token; <see cref="Sum"/> tells a token that lost or changed characters on its way from one that the hub refuses.</summary>
internal sealed record JoinTokenBody
{
    public required IReadOnlyList<string> Urls { get; init; }

    public string? Ca { get; init; }

    public required string HubKey { get; init; }

    public required string Id { get; init; }

    public required string Jwt { get; init; }

    public required string Seed { get; init; }

    public string? Client { get; init; }

    public string? Sum { get; init; }
}
