using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>The conditions of policies. Readable from any thread.</summary>
public interface IHubConditions
{
    /// <summary>What holds of a policy now, with times that outlive the hub's process; none when there is no such policy.</summary>
    IReadOnlyList<StatusCondition> Of(PolicyKey policy);
}
