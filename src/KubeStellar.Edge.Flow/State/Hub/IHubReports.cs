using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>The newest reports of all edges. Readable from any thread.</summary>
public interface IHubReports
{
    /// <summary>One edge's newest report of a policy; null when there is none.</summary>
    ReportRecord? Report(string edge, PolicyKey policy);

    /// <summary>One edge's newest partial of a policy; null when there is none.</summary>
    PartialRecord? Partial(string edge, PolicyKey policy);

    /// <summary>All reports of one edge.</summary>
    IReadOnlyList<ReportRecord> OfEdge(string edge);
}
