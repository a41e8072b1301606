using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>One policy's news: objects that changed, and objects that are gone; or, after a connection was made anew, what there is at all.</summary>
public sealed record UpsyncPart
{
    /// <summary>The policy.</summary>
    public required PolicyKey Policy { get; init; }

    /// <summary>The edge's own counter over all that it says; of two parts of one policy the one with the higher counts, however they arrive.</summary>
    public required long Sequence { get; init; }

    /// <summary>All objects that there are, key to digest: the hub forgets the others, and asks for those that it lacks. Null in a change of what it has.</summary>
    public SortedDictionary<string, Digest>? Index { get; init; }

    /// <summary>Objects that are new or changed.</summary>
    public IReadOnlyList<UpsyncItem> Objects { get; set; } = [];

    /// <summary>Objects that are gone. Told only of what was looked for and not found, never for want of an answer.</summary>
    public IReadOnlyList<ObjectKey> Removed { get; set; } = [];
}
