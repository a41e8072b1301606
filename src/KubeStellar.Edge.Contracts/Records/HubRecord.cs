namespace KubeStellar.Edge.Contracts.Records;

/// <summary>The hub's own state: bucket <c>kse-hub</c>, key <c>state</c>. Written by compare-and-set.</summary>
public sealed record HubRecord : WireRecord
{
    /// <summary>Rises when a hub cannot be sure of the counters of the one before.</summary>
    public required long Epoch { get; init; }

    /// <summary>Revisions up to this one may have been given out; the next block starts above.</summary>
    public required long RevisionReserved { get; init; }

    /// <summary>The next <see cref="PolicyRecord.Order"/>.</summary>
    public long NextOrder { get; set; } = 1;

    /// <summary>Which hub installation writes (its state directory's own id).</summary>
    public required string Instance { get; init; }
}
