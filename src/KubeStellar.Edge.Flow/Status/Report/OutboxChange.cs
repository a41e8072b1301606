using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Status.Report;

/// <summary>
/// An outbox item by what is other in it than in the one that was stored whole. One update among five hundred objects changes one of them: to write all of them for it, when it is made and again when it
/// is acknowledged, wears a small device's memory card out.
/// </summary>
/// <param name="Policy">The policy.</param>
/// <param name="Base">Sequence of the newest report in the item that was stored whole.</param>
/// <param name="Newest">The newest report.</param>
/// <param name="Partial">Its partial.</param>
/// <param name="Acknowledged">The report that the hub has; null when it has none, and when it has the newest.</param>
/// <param name="IsAcknowledged">Whether the hub has the newest.</param>
public sealed record OutboxChange(PolicyKey Policy, long Base, ReportChange Newest, PartialRecord? Partial, ReportChange? Acknowledged, bool IsAcknowledged)
{
    // Fewer are not worth writing everything again; of many, a quarter is.
    private const int Few = 16;
    private const int Share = 4;

    /// <summary>The change of an item; null when it is better stored whole.</summary>
    /// <param name="item">The item.</param>
    /// <param name="stored">The newest report in the item that was stored whole.</param>
    public static OutboxChange? Of(OutboxItem item, ReportRecord stored)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(stored);
        var most = Math.Max(Few, item.Newest.Objects.Count / Share);
        var newest = ReportChange.Of(item.Newest, stored);
        var known = item.Acknowledged?.Sequence == item.Newest.Sequence;
        var acknowledged = item.Acknowledged is { } has && !known ? ReportChange.Of(has, stored) : null;
        return newest.Count > most || acknowledged?.Count > most || newest.Count >= item.Newest.Objects.Count ? null
            : new OutboxChange(item.Policy, stored.Sequence, newest, item.Partial, acknowledged, known);
    }

    /// <summary>The item, whole.</summary>
    /// <param name="stored">The newest report in the item that was stored whole; its sequence is <see cref="Base"/>.</param>
    public OutboxItem On(ReportRecord stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var newest = Newest.On(stored);
        return new OutboxItem(Policy, newest, Partial, IsAcknowledged ? newest : Acknowledged?.On(stored));
    }
}
