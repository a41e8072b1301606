using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>One distinct outcome of customizing an object, and the edges that share it.</summary>
/// <param name="Content">Digest of its canonical JSON.</param>
/// <param name="Operations">What customize did, of one of the groups that led here; empty: as written.</param>
/// <param name="Edges">Edges that get it.</param>
/// <param name="Mark">Its share of the running hash of an edge's vector of variants.</param>
internal sealed record Variant(Digest Content, IReadOnlyList<JsonOperation> Operations, EdgeSet Edges, UInt128 Mark)
{
    /// <summary>Canonical JSON, until it is known to be stored.</summary>
    public byte[]? Bytes { get; set; }
}
