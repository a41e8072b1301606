using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>Looks at objects and policies together, before any of them is taken.</summary>
internal interface IRelationCheck
{
    /// <summary>What is wrong with how a workspace's objects and policies would stand to each other.</summary>
    /// <param name="inventory">The inventory as it would be.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="asked">What the request names, with where it came from: only what concerns one of these is a fault of the request.</param>
    /// <param name="token">Cancels the wait.</param>
    Task<IReadOnlyList<ApiFault>> CheckAsync(IHubInventory inventory, string workspace, IReadOnlyDictionary<LinkNode, string> asked, CancellationToken token);
}
