using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Edge.Upsync;

/// <summary>An object as it is in the target.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Canonical">Its canonical JSON.</param>
public sealed record UpsyncSeen(ObjectKey Key, ReadOnlyMemory<byte> Canonical);
