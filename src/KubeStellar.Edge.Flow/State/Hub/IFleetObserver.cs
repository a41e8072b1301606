using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Is told what this hub's edges amount to, before <c>finish</c>: what a region sends to its parent. Must return at once (queue and go); calls come in order per policy.</summary>
public interface IFleetObserver
{
    /// <summary>A policy's edges amount to something else than before; null: the policy is gone. While anybody listens, the values of all bundles in use are combined, not only of the one that the summary is of.</summary>
    void Changed(PolicyKey policy, FleetPartial? fleet);
}
