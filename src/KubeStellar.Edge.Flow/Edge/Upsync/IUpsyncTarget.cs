namespace KubeStellar.Edge.Flow.Edge.Upsync;

/// <summary>
/// Where objects that are born at this edge are found. A target that has none does not implement it. What the edge itself applied through the target is never among them,
/// and nothing is ever written here.
/// </summary>
public interface IUpsyncTarget
{
    /// <summary>
    /// The objects that any of the rules asks for, cleaned of what this one cluster assigned. What cannot be read is named as unread, never left out as if it were not there.
    /// Called by one at a time.
    /// </summary>
    Task<UpsyncReading> ReadBornAsync(UpsyncQuery query, CancellationToken token);

    /// <summary>Hints that something may be another than at the last reading. Ends only with the token.</summary>
    IAsyncEnumerable<UpsyncHint> WatchBornAsync(CancellationToken token);
}
