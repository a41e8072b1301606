namespace KubeStellar.Edge.Contracts.Records;

/// <summary>A join token as the hub keeps it (never its secret): bucket <c>kse-hub</c>, key <c>token.&lt;id&gt;</c>.</summary>
public sealed record TokenRecord : WireRecord
{
    /// <summary>Short random id.</summary>
    public required string Id { get; init; }

    /// <summary>NKey of the join user that the token carries.</summary>
    public required string PublicKey { get; init; }

    /// <summary>Labels that an edge gets with it.</summary>
    public SortedDictionary<string, string> Labels { get; set; } = [];

    /// <summary>Given when it admits regions, and nothing else; null when it admits ordinary edges.</summary>
    public RegionRights? Region { get; init; }

    /// <summary>True when a person has to approve each device that comes with it; null when the token is enough.</summary>
    public bool? Approve { get; init; }

    /// <summary>The one edge that a device may be with it, also in place of the device that holds the id; null for a token that names none.</summary>
    public string? Replaces { get; init; }

    /// <summary>How many edges may join with it; 0 is no limit.</summary>
    public int Uses { get; set; } = 1;

    /// <summary>Edges that did.</summary>
    public IReadOnlyList<string> UsedBy { get; set; } = [];

    /// <summary>Public key that issued the join user; null for tokens of old versions.</summary>
    public string? Issuer { get; init; }

    /// <summary>Until when; null is for ever.</summary>
    public DateTimeOffset? Expires { get; init; }
}
