using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary><c>rollouts</c>: the rollout records, one a policy that was ever published or steered; deleted ones until their edges are clean.</summary>
internal sealed class RolloutListing(IHubDesired desired) : IListing
{
    /// <inheritdoc/>
    public string Resource => "rollouts";

    /// <inheritdoc/>
    public bool OfWorkspaces => true;

    /// <inheritdoc/>
    public IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, CancellationToken token)
    {
        scope.NoSelector();
        return desired.Rollouts
            .Where(rollout => rollout.Policy.Workspace == scope.Workspace && (scope.Query.Name.Length == 0 || rollout.Policy.Name == scope.Query.Name))
            .OrderBy(rollout => rollout.Policy.Name, StringComparer.Ordinal)
            .Select(rollout => new ListedItem(rollout.Policy.Name, () => ApiReplies.Element(rollout, ContractsJson.Default.RolloutRecord)))
            .ToAsyncEnumerable();
    }
}
