using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>The newest reports of all edges: heads in memory, whole ones where they are stored. Readable from any thread.</summary>
public interface IHubReports
{
    /// <summary>How one edge stands with a policy; null when it did not report.</summary>
    ReportHead? Head(string edge, PolicyKey policy);

    /// <summary>The same of all policies that it reported on.</summary>
    IReadOnlyList<ReportHead> Heads(string edge);

    /// <summary>One edge's newest report of a policy, with statuses; null when there is none.</summary>
    /// <exception cref="Buckets.BucketUnavailableException">The server does not answer.</exception>
    Task<ReportRecord?> ReadAsync(string edge, PolicyKey policy, CancellationToken token);

    /// <summary>One edge's newest partial of a policy; null when there is none.</summary>
    PartialRecord? Partial(string edge, PolicyKey policy);
}
