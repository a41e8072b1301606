using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>What a policy is asked about one object.</summary>
/// <param name="Shape">What the policy declares.</param>
/// <param name="Bundle">Its bundle, loaded.</param>
/// <param name="Key">The object.</param>
/// <param name="Source">Digest of the object as its owner wrote it.</param>
/// <param name="Workload">Its canonical JSON.</param>
/// <param name="Candidates">Every edge that it could go to.</param>
internal sealed record ObjectQuestion(PolicyShape Shape, Digest Bundle, ObjectKey Key, Digest Source, ReadOnlyMemory<byte> Workload, EdgeSet Candidates)
{
    /// <summary>Edges that are no candidates, and why.</summary>
    public IReadOnlyList<EdgeReason> Barred { get; init; } = [];

    /// <summary>The decision before, whose answers stay for all edges that are not in <see cref="Asked"/>; null to decide the whole anew.</summary>
    public ObjectPlan? Before { get; init; }

    /// <summary>With <see cref="Before"/>: edges whose answers are not good any more, candidates or not.</summary>
    public EdgeSet Asked { get; init; } = EdgeSets.Empty;

    /// <summary>With <see cref="Before"/>: choose among the same edges once more, because of what changed of them.</summary>
    public bool Rechoose { get; init; }

    /// <summary>Edges that have it now: what <c>choose</c> starts from.</summary>
    public EdgeSet Current { get; init; } = EdgeSets.Empty;

    /// <summary>Of regions among <see cref="Current"/>: how many of their edges may have it now.</summary>
    public IReadOnlyDictionary<int, JsonElement>? Granted { get; init; }

    /// <summary>For how many edges the parent lets this hub choose; null: it has no parent, or the parent does not choose.</summary>
    public int? Quota { get; init; }

    /// <summary>Candidates that have it and on which an admin's rule lets the workspace place no more: it stays there until the policy itself takes it away, or the rule is another. Null for none.</summary>
    public EdgeFault? Ruled { get; init; }
}
