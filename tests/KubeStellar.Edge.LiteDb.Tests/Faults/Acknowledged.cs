using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;

namespace KubeStellar.Edge.LiteDb.Tests.Faults;

/// <summary>What the stores said is durable.</summary>
/// <param name="Operations">How many operations the disk had done when they said so.</param>
/// <param name="Contents">Contents.</param>
/// <param name="Root">The number in the accepted root; null before the first.</param>
/// <param name="Decided">The number in the decisions.</param>
/// <param name="Lines">The inventory.</param>
/// <param name="Sequence">The last sequence that was given out.</param>
internal sealed record Acknowledged(int Operations, IReadOnlyList<Digest> Contents, int? Root, int Decided, IReadOnlyList<TrackedObject> Lines, long Sequence);
