using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>What a policy decided about one object. Replaced whole.</summary>
/// <param name="Key">The object.</param>
/// <param name="Source">Digest of the object as its owner wrote it.</param>
/// <param name="Placed">Edges for which place said yes.</param>
/// <param name="Omitted">Of these, edges for which customize asked to leave it out.</param>
/// <param name="Variants">Variants; their edge sets do not overlap.</param>
internal sealed record ObjectPlan(ObjectKey Key, Digest Source, EdgeSet Placed, EdgeSet Omitted, IReadOnlyList<Variant> Variants)
{
    public Variant? At(int slot)
    {
        foreach (var variant in Variants)
        {
            if (variant.Edges[slot])
            {
                return variant;
            }
        }

        return null;
    }
}
