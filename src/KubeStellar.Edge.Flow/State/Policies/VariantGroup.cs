using KubeStellar.Edge.Contracts.Json;

namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>Edges for which <c>customize</c> did the same.</summary>
/// <param name="Operations">What it did, in order; empty: the object as written.</param>
/// <param name="Edges">For whom. Groups of one outcome do not overlap.</param>
/// <param name="Omit">It asked to leave the object out at these edges (returned <c>null</c>).</param>
public sealed record VariantGroup(IReadOnlyList<JsonOperation> Operations, EdgeSet Edges, bool Omit)
{
    /// <summary>
    /// The object became several (<c>fanOut</c>): for each copy the operations on the owner's object, its new name among them. Null: it stayed one, and
    /// <see cref="Operations"/> says how.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<JsonOperation>>? Copies { get; init; }
}
