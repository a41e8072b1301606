using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>A join token to make.</summary>
public sealed record TokenRequest : WireRecord
{
    /// <summary>Labels that an edge gets with it.</summary>
    public SortedDictionary<string, string> Labels { get; set; } = [];

    /// <summary>Given to admit regions; null to admit ordinary edges.</summary>
    public RegionRights? Region { get; init; }

    /// <summary>How many edges may join with it; 0 is no limit.</summary>
    public int Uses { get; set; } = 1;

    /// <summary>For how many seconds; 0 is for ever.</summary>
    public long ExpiresInSeconds { get; init; }
}
