using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>One piece of news for the reduction; exactly one of its kinds.</summary>
internal readonly record struct FeedItem
{
    /// <summary>Published roots.</summary>
    internal IReadOnlyList<RootChange>? Roots { get; init; }

    /// <summary>Edge of a report or of a presence.</summary>
    internal string? Edge { get; init; }

    /// <summary>Policy of a report; null for a presence.</summary>
    internal PolicyKey? Policy { get; init; }

    /// <summary>The report; null: the edge has nothing of the policy any more.</summary>
    internal ReportHead? Report { get; init; }

    /// <summary>Its partial.</summary>
    internal PartialRecord? Partial { get; init; }

    /// <summary>Whether this is news of a region.</summary>
    internal bool IsChild { get; init; }

    /// <summary>What the region says; null: nothing any more.</summary>
    internal ChildPartial? Child { get; init; }

    /// <summary>The presence.</summary>
    internal EdgePresence? Presence { get; init; }

    /// <summary>A policy whose summary is made: what may come next can start.</summary>
    internal PolicyTally? Done { get; init; }

    /// <summary>That summary is not what it should be, or not written yet: it is to be made again after so long.</summary>
    internal TimeSpan? Again { get; init; }

    /// <summary>The label that the policy of <see cref="Done"/> groups edges by; null: it could not be asked.</summary>
    internal string? By { get; init; }

    /// <summary>Every summary is to be written again.</summary>
    internal bool Rewrite { get; init; }
}
