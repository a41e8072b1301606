using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary><c>summary</c>: the summary records, one a policy.</summary>
internal sealed class SummaryListing(IHubInventory inventory, IHubSummaries summaries) : IListing
{
    /// <inheritdoc/>
    public string Resource => "summary";

    /// <inheritdoc/>
    public bool OfWorkspaces => true;

    /// <inheritdoc/>
    public IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, CancellationToken token)
    {
        scope.NoSelector();
        return inventory.Policies
            .Where(policy => policy.Workspace == scope.Workspace && (scope.Query.Name.Length == 0 || policy.Name == scope.Query.Name))
            .OrderBy(policy => policy.Name, StringComparer.Ordinal)
            .Select(policy => summaries.Of(new PolicyKey(policy.Workspace, policy.Name)))
            .OfType<SummaryRecord>()
            .Select(summary => new ListedItem(summary.Policy.Name, () => ApiReplies.Element(summary, ContractsJson.Default.SummaryRecord)))
            .ToAsyncEnumerable();
    }
}
