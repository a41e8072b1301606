using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>The head of the newest report that the hub took, and its partial.</summary>
/// <param name="Head">The head.</param>
/// <param name="Partial">The partial; null when none came.</param>
/// <param name="StatusSequence">Sequence of the newest head for <c>kse-heads</c>; older than the head's own when since then nothing changed but the partial.</param>
internal sealed record HeldReport(ReportHead Head, PartialRecord? Partial, long StatusSequence)
{
    /// <summary>Whether nothing was held before.</summary>
    internal bool First { get; init; }

    /// <summary>Whether the whole report that the head stands on is lost: the edge is to say all of it again.</summary>
    internal bool Poor { get; init; }

    /// <summary>Whether <c>kse-heads</c> is to be written.</summary>
    internal bool StatusDue => StatusSequence == Head.Sequence;

    /// <summary>
    /// From the buckets. Of the two records either may be the older, when a hub ended between their writes: what both have is what is held, and the edge, which was not answered, says the rest again.
    /// </summary>
    internal static HeldReport Of(ReportHead head, PartialRecord? partial)
    {
        var sequence = partial is null ? head.Sequence
            : partial.StatusSequence == head.Sequence ? partial.Sequence
            : Math.Min(head.Sequence, partial.Sequence);
        return new HeldReport(head with { Sequence = sequence }, partial, head.Sequence);
    }
}
