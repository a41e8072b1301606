using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>One distinct outcome of customizing an object, and the edges that share it.</summary>
/// <param name="Content">Digest of its canonical JSON; of a fan-out a digest of all its copies, which names no content.</param>
/// <param name="Operations">What customize did, of one of the groups that led here; empty: as written, or a fan-out.</param>
/// <param name="Edges">Edges that get it.</param>
/// <param name="Mark">Its share of the running hash of an edge's vector of variants.</param>
internal sealed record Variant(Digest Content, IReadOnlyList<JsonOperation> Operations, EdgeSet Edges, UInt128 Mark)
{
    /// <summary>Canonical JSON; null of a fan-out.</summary>
    public byte[]? Bytes { get; set; }

    /// <summary>Whether handles stand in it for secret values; of a fan-out each copy has its own.</summary>
    public bool Sealed { get; init; }

    /// <summary>The copies that the object fans out into, in the order of their keys; null when it stays one.</summary>
    public IReadOnlyList<VariantCopy>? Copies { get; init; }

    /// <summary>What edges get: the object under its own key, or its copies.</summary>
    public IReadOnlyList<VariantCopy> Parts(ObjectKey key) => Copies ?? [new VariantCopy(key, Content, Operations, Bytes) { Sealed = Sealed }];
}
