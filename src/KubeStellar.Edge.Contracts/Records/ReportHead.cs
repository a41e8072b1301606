using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>
/// How one edge stands with one policy's objects, beside its last whole report: bucket <c>kse-heads</c>, key as in <c>kse-status</c>. It is small where all is well,
/// so a hub keeps it in memory and writes it for each piece of news; the whole report is written seldom, and read when somebody asks for it.
/// </summary>
public sealed record ReportHead : WireRecord
{
    /// <summary>The edge that speaks.</summary>
    public required string Edge { get; init; }

    /// <summary>The policy.</summary>
    public required PolicyKey Policy { get; init; }

    /// <summary>The manifest that the newest report speaks of.</summary>
    public required Digest Manifest { get; init; }

    /// <summary>Epoch of the root that the edge follows.</summary>
    public required long Epoch { get; init; }

    /// <summary>Revision of the root that the edge follows.</summary>
    public required long Revision { get; init; }

    /// <summary>Sequence of the newest report.</summary>
    public required long Sequence { get; init; }

    /// <summary>Sequence of the whole report that <see cref="Since"/> and <see cref="Removed"/> change.</summary>
    public required long Base { get; init; }

    /// <summary>How many objects the newest report has.</summary>
    public required int Count { get; init; }

    /// <summary>When the hub took the newest of it, by the hub's clock; null where nothing says so.</summary>
    public DateTimeOffset? ArrivedAt { get; init; }

    /// <summary>
    /// Whether what the manifest names and <see cref="Noted"/> does not is applied, observed since, and current, and the edge says no more of it. False: the hub could not read the manifest, and all
    /// objects are noted.
    /// </summary>
    public bool Plain { get; init; }

    /// <summary>Objects of which there is more to say, without statuses, conditions and events; null for one that the manifest names and the edge says nothing of.</summary>
    public required SortedDictionary<string, ReportObject?> Noted { get; init; }

    /// <summary>What changed since the whole report, as the edge said it.</summary>
    public required SortedDictionary<string, ReportObject> Since { get; init; }

    /// <summary>Keys of objects that are in the whole report and no longer in the newest.</summary>
    public IReadOnlyList<string> Removed { get; set; } = [];
}
