using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Regions;

/// <summary>An object as a parent's policy gives it to a region: as its owner wrote it.</summary>
/// <param name="Key">The object.</param>
/// <param name="Digest">Digest of its canonical JSON.</param>
/// <param name="Canonical">That JSON.</param>
/// <param name="Quota">For how many edges <c>choose</c> may choose here; null: as it likes.</param>
internal sealed record ParentObject(ObjectKey Key, Digest Digest, ReadOnlyMemory<byte> Canonical, int? Quota);
