using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>A workload object with its canonical JSON.</summary>
internal sealed record WorkloadEntry(WorkloadRecord Record, ReadOnlyMemory<byte> Canonical);
