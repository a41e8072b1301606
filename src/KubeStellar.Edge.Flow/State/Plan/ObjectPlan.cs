using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>What a policy decided about one object. Replaced whole. Of an edge in the inventory exactly one of these holds: barred, failed, placed, or not placed.</summary>
/// <param name="Key">The object.</param>
/// <param name="Source">Digest of the object as its owner wrote it.</param>
/// <param name="Placed">Edges for which place said yes, or which choose chose.</param>
/// <param name="Omitted">Of these, edges for which customize asked to leave it out.</param>
/// <param name="Variants">Variants; their edge sets do not overlap.</param>
internal sealed record ObjectPlan(ObjectKey Key, Digest Source, EdgeSet Placed, EdgeSet Omitted, VariantTable Variants)
{
    /// <summary>Edges that choose could choose among; those for which place said yes where the policy does not choose.</summary>
    public EdgeSet Offered { get; init; } = Placed;

    /// <summary>Edges for which a function failed, and why: of <c>place</c> when the edge is not in <see cref="Placed"/>, else of <c>customize</c>.</summary>
    public IReadOnlyList<EdgeFault> Failed { get; init; } = [];

    /// <summary>Edges that the policy was not asked about, and why not: their taints, affinity, what another policy keeps there.</summary>
    public IReadOnlyList<EdgeReason> Barred { get; init; } = [];

    /// <summary>Reasons that <c>place</c> gave.</summary>
    public IReadOnlyList<EdgeReason> Reasons { get; init; } = [];

    /// <summary>Reasons that <c>choose</c> gave.</summary>
    public IReadOnlyList<EdgeReason> Choices { get; init; } = [];

    /// <summary>What <c>choose</c> assigned to single edges, by slot.</summary>
    public IReadOnlyDictionary<int, JsonElement> Shares { get; init; } = new Dictionary<int, JsonElement>();

    /// <summary>For how many edges <c>choose</c> may choose inside regions, by the regions' slots.</summary>
    public IReadOnlyDictionary<int, int> Quotas { get; init; } = new Dictionary<int, int>();

    /// <summary>What it waits for at its edges; null for nothing.</summary>
    public ObjectNeeds? Needs { get; init; }

    /// <summary>How its copies are applied.</summary>
    public ObjectModifiers Modifiers { get; init; } = ObjectModifiers.Usual;

    /// <summary>What was read of edges.</summary>
    public DecisionReads Reads { get; init; } = DecisionReads.Nothing;

    /// <summary>Edges that get it, or its copies.</summary>
    public EdgeSet Given => EdgeSets.Minus(EdgeSets.Minus(Placed, Omitted), EdgeFaults.Edges(Failed));

    /// <summary>What an edge gets; null for nothing.</summary>
    public Variant? At(int slot) => Variants.At(slot);
}
