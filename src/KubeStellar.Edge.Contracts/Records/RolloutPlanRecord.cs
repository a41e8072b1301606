using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>
/// Which edge is in which wave of a rollout, what it had before and what it gets: content that <see cref="RolloutProgress.Plan"/> and <see cref="ReleaseRecord.Plan"/> name.
/// Written before the first wave opens, so that no restart moves an edge into another wave, and so that there is a way back.
/// </summary>
public sealed record RolloutPlanRecord : WireRecord
{
    /// <summary>The policy.</summary>
    public required PolicyKey Policy { get; init; }

    /// <summary>Number of the release.</summary>
    public required long Number { get; init; }

    /// <summary>Edges by wave, in the order of the waves; sorted by id.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Waves { get; init; }

    /// <summary>
    /// Where waves count edges and the hub has regions: how many edges each region's takes, by region (the empty text: of the hub's own edges) and number of the declared
    /// wave from 0. Null otherwise. Regions that have a share of every wave are in none of <see cref="Waves"/>.
    /// </summary>
    public SortedDictionary<string, SortedDictionary<string, int>>? Counts { get; init; }

    /// <summary>Edges by the digest of the last proven manifest that they had; the empty text for those that had nothing. Sorted by id.</summary>
    public required SortedDictionary<string, IReadOnlyList<string>> From { get; init; }

    /// <summary>Edges by the digest of the manifest that they get; the empty text for those that lose all. Sorted by id.</summary>
    public required SortedDictionary<string, IReadOnlyList<string>> To { get; init; }
}
