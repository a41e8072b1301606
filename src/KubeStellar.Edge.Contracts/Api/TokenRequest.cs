using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>A join token to make.</summary>
public sealed record TokenRequest : WireRecord
{
    /// <summary>Labels that an edge gets with it.</summary>
    public SortedDictionary<string, string> Labels { get; set; } = [];

    /// <summary>Given to admit regions; null to admit ordinary edges.</summary>
    public RegionRights? Region { get; init; }

    /// <summary>True: a person has to approve each device that comes with it (<see cref="TokenRecord.Approve"/>).</summary>
    public bool? Approve { get; init; }

    /// <summary>The one edge that a device may be with it, also in place of the one that holds the id (<see cref="TokenRecord.Replaces"/>).</summary>
    public string? Replaces { get; init; }

    /// <summary>Delete this token instead of making one: nobody joins with it any more, and whoever waits for approval with it is forgotten.</summary>
    public string? Delete { get; init; }

    /// <summary>How many edges may join with it; 0 is no limit.</summary>
    public int Uses { get; set; } = 1;

    /// <summary>For how many seconds; 0 is for ever.</summary>
    public long ExpiresInSeconds { get; init; }
}
