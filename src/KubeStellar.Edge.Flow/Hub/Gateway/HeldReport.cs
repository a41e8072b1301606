using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>The newest report that the hub took, and its partial.</summary>
internal sealed record HeldReport(ReportRecord Report, PartialRecord? Partial);
