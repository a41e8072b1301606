using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>An edge asks for its root, or for digests that its own tree names. Answered with a <see cref="ContentFrame"/>.</summary>
public sealed record GetRequest : WireRecord
{
    /// <summary>Whether the newest signed root is wanted.</summary>
    public bool Root { get; init; }

    /// <summary>Contents wanted, in the order of need.</summary>
    public IReadOnlyList<Digest> Digests { get; set; } = [];

    /// <summary>How many bytes of contents the asker wants at once: the answer has as many contents as fit, and one in any case. Null: as many as the hub sends at most.</summary>
    public int? Bytes { get; init; }
}
