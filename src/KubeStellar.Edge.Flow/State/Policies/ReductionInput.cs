using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>What <c>status.map</c> gets for one object at an edge.</summary>
/// <param name="Key">The object.</param>
/// <param name="Report">What was observed.</param>
/// <param name="Object">Canonical JSON of the variant.</param>
public sealed record ReductionInput(ObjectKey Key, ReportObject Report, ReadOnlyMemory<byte> Object);
