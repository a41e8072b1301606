namespace KubeStellar.Edge.Contracts.Records;

/// <summary>How much of the fleet a summary stands on.</summary>
/// <param name="Edges">Edges whose root names the policy, those of regions below included.</param>
/// <param name="Reporting">Of these, edges whose partial of the summary's bundle is in.</param>
/// <param name="Missing">The first few of those that are to have that bundle and are not in, by id; a region out of reach stands for its edges.</param>
public sealed record Coverage(int Edges, int Reporting, IReadOnlyList<string> Missing)
{
    /// <summary>When the oldest partial that is in arrived at its hub, by that hub's clock; a time and no age, so that nothing is written because time passes. Null without partials.</summary>
    public DateTimeOffset? Oldest { get; init; }

    /// <summary>Edges that are to have another version of the policy, and do not report under this one: neither in nor missing. Null for none.</summary>
    public int? Elsewhere { get; init; }
}
