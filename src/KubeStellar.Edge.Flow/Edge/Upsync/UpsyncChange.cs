using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Edge.Upsync;

/// <summary>What becomes of one policy's objects after a look.</summary>
/// <param name="Put">New and changed ones.</param>
/// <param name="Remove">Those that are gone, or no longer asked for.</param>
/// <param name="Troubles">What is left out.</param>
internal sealed record UpsyncChange(IReadOnlyList<UpsyncSeen> Put, IReadOnlyList<ObjectKey> Remove, IReadOnlyList<UpsyncTrouble> Troubles);
