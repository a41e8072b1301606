namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>
/// What one edge counts for in a policy's totals. Ready, degraded, failed, stalled and unreachable exclude each other; received and applied do not.
/// An unreachable edge counts as wanted and unreachable and for nothing else: what it last said may be long untrue.
/// </summary>
/// <param name="Received">It follows a root that names the wanted manifest.</param>
/// <param name="Applied">It applied all of it.</param>
/// <param name="Ready">All of it is current, observed after it was applied.</param>
/// <param name="Degraded">Applied, and not ready.</param>
/// <param name="Failed">An object failed.</param>
/// <param name="Stalled">It says that it cannot go on.</param>
/// <param name="Unreachable">It missed its heartbeats.</param>
/// <param name="Failure">Its first failure, <c>object: reason</c>, else <c>partial: reason</c>; empty when there is none.</param>
internal readonly record struct RowState(
    bool Received, bool Applied, bool Ready, bool Degraded, bool Failed, bool Stalled, bool Unreachable, string Failure);
