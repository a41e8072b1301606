namespace KubeStellar.Edge.Contracts.Records;

/// <summary>
/// A person or robot with roles: bucket <c>kse-hub</c>, key <c>user.&lt;name&gt;</c>. Its private key never was at the hub. A revoked one stays on record until the name is used again.
/// </summary>
public sealed record UserRecord : WireRecord
{
    /// <summary>A DNS label.</summary>
    public required string Name { get; init; }

    /// <summary>Public half of its NKey.</summary>
    public required string PublicKey { get; init; }

    /// <summary>Where it has its roles; empty: in all workspaces, and for the fleet.</summary>
    public IReadOnlyList<string> Workspaces { get; set; } = [];

    /// <summary>Some of <see cref="Keys.Roles"/>.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Until when its credentials are good; null for ever.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>When it was made, by the hub's clock.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it.</summary>
    public string CreatedBy { get; set; } = "";

    /// <summary>Public key that issued the user which it was last seen with; null when nobody noted it.</summary>
    public string? Issuer { get; init; }

    /// <summary>Since when it is void; null while it is not.</summary>
    public DateTimeOffset? Revoked { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether it may do the same everywhere.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsFleetWide => Workspaces.Count == 0;
}
