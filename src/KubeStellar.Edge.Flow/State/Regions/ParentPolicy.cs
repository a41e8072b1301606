using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Regions;

/// <summary>A policy as a parent gives it to a region.</summary>
/// <param name="Key">The policy.</param>
/// <param name="Manifest">The parent's manifest that says so.</param>
/// <param name="Digest">Digest of its bundle.</param>
/// <param name="Bundle">The bundle.</param>
/// <param name="Order">Its place in the parent's order.</param>
/// <param name="Grant">How far it may be rolled out here; null: all the way.</param>
/// <param name="Objects">Its objects.</param>
internal sealed record ParentPolicy(PolicyKey Key, Digest Manifest, Digest Digest, PolicyBundle Bundle, long Order, RolloutGrant? Grant, IReadOnlyList<ParentObject> Objects);
