using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>The newest summaries. Readable from any thread.</summary>
public interface IHubSummaries
{
    /// <summary>A policy's summary; null when none was made yet.</summary>
    SummaryRecord? Of(PolicyKey policy);

    /// <summary>What the policy's edges amount to before <c>finish</c>; null when nothing was made yet. In memory only: it is made anew from what edges say.</summary>
    FleetPartial? Combined(PolicyKey policy) => null;
}
