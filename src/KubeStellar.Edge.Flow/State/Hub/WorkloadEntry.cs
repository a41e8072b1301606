using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>A workload object with its canonical JSON, as they belong together.</summary>
/// <param name="Record">The record.</param>
/// <param name="Canonical">Canonical JSON of the object; its digest is the record's.</param>
public sealed record WorkloadEntry(WorkloadRecord Record, ReadOnlyMemory<byte> Canonical);
