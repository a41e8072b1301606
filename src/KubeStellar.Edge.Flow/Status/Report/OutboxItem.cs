using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Status.Report;

/// <summary>A policy's newest report and how much of it the hub has.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Newest">The newest report, whole.</param>
/// <param name="Partial">Its partial, when the policy reduces.</param>
/// <param name="Acknowledged">The last report that the hub has durably; null when it has none, or when that is not known.</param>
public sealed record OutboxItem(PolicyKey Policy, ReportRecord Newest, PartialRecord? Partial, ReportRecord? Acknowledged);
