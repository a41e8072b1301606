using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>
/// What a policy decided about one object over the fleet, as distinct cases: bucket <c>kse-decisions</c>, key <c>&lt;workspace&gt;.&lt;policy&gt;.&lt;object key&gt;</c>.
/// Written after publishing, and only when it says something else than before; the bucket keeps the last ten of each.
/// </summary>
public sealed record DecisionRecord : WireRecord
{
    /// <summary>Short digest of what it says, without the times.</summary>
    public required string Id { get; init; }

    /// <summary>The policy.</summary>
    public required PolicyKey Policy { get; init; }

    /// <summary>The object.</summary>
    public required ObjectKey Object { get; init; }

    /// <summary>Digest of the policy's bundle.</summary>
    public required Digest Bundle { get; init; }

    /// <summary>Digest of the object as its owner wrote it.</summary>
    public required Digest Source { get; init; }

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset DecidedAt { get; init; }

    /// <summary>Epoch of the hub at that time.</summary>
    public long Epoch { get; init; }

    /// <summary>Revision of the newest root at that time.</summary>
    public long Revision { get; init; }

    /// <summary>How many edges had which outcome.</summary>
    public required DecisionCounts Counts { get; init; }

    /// <summary>The distinct cases, those with the most edges first.</summary>
    public IReadOnlyList<DecidedCase> Cases { get; set; } = [];

    /// <summary>Edges that no case stands for, because there are too many distinct ones.</summary>
    public int Others { get; init; }

    /// <summary>These edges by what came of them and why, the largest groups first, with nothing of what was read; null when there are none. Not all of them, where there are too many reasons.</summary>
    public IReadOnlyList<DecidedCase>? Rest { get; init; }

    /// <summary>What <c>choose</c> chose; null when the policy has none.</summary>
    public DecidedChoice? Choice { get; init; }
}
