using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>The newest summaries. Readable from any thread.</summary>
public interface IHubSummaries
{
    /// <summary>A policy's summary; null when none was made yet.</summary>
    SummaryRecord? Of(PolicyKey policy);
}
