using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>A new decision about an object.</summary>
/// <param name="Key">The object.</param>
/// <param name="Plan">What was decided; null: it is not the policy's (any more).</param>
/// <param name="Changed">Edges that may get something else than before; null: all.</param>
internal sealed record Decision(ObjectKey Key, ObjectPlan? Plan, EdgeSet? Changed);
