using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Regions;

/// <summary>An object as a parent's policy gives it to a region: as its owner wrote it.</summary>
/// <param name="Key">The object.</param>
/// <param name="Digest">Digest of its canonical JSON, by which the parent knows it.</param>
/// <param name="Canonical">That JSON, with the parent's handles where it is secret.</param>
/// <param name="Quota">For how many edges <c>choose</c> may choose here; null: as it likes.</param>
internal sealed record ParentObject(ObjectKey Key, Digest Digest, ReadOnlyMemory<byte> Canonical, int? Quota)
{
    /// <summary>Canonical JSON of what the handles in it stand for, handle to value: opened with this device's key, in memory only. Null when there are none.</summary>
    public ReadOnlyMemory<byte>? Values { get; init; }
}
