using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>How far a parent lets a policy roll out.</summary>
/// <param name="Manifest">The parent's manifest that it is of: what is counted under it is told as of this one and no other.</param>
/// <param name="Grant">How far; null: all the way.</param>
internal sealed record ParentGrant(Digest Manifest, RolloutGrant? Grant);
