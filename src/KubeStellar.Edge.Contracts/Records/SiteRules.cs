namespace KubeStellar.Edge.Contracts.Records;

/// <summary>What a site does with a manifest by itself, with a hub in reach or not; part of the manifest.</summary>
public sealed record SiteRules
{
    /// <summary>When a change may be taken up, by the site's own clock; null for always.</summary>
    public IReadOnlyList<SiteWindow>? Windows { get; init; }

    /// <summary>Milliseconds within which a new manifest must be healthy once, or the site returns to the last good one; null: it never does.</summary>
    public long? RollbackAfter { get; init; }
}
