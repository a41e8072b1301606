using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary><c>policies</c>: the policy records with <c>workloads</c> (how many objects it owns), <c>rollout { release, hold, heldEdges }</c> and <c>totals</c>.</summary>
internal sealed class PolicyListing(IHubInventory inventory, IHubDesired desired, IHubSummaries summaries) : IListing
{
    /// <inheritdoc/>
    public string Resource => "policies";

    /// <inheritdoc/>
    public IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, CancellationToken token)
    {
        scope.NoSelector();
        return inventory.Policies
            .Where(policy => policy.Workspace == scope.Workspace && (scope.Query.Name.Length == 0 || policy.Name == scope.Query.Name))
            .OrderBy(policy => policy.Name, StringComparer.Ordinal)
            .Select(policy => new ListedItem(policy.Name, () =>
            {
                var key = new PolicyKey(policy.Workspace, policy.Name);
                var node = ApiReplies.Node(policy, ContractsJson.Default.PolicyRecord);
                node["workloads"] = desired.OwnedObjects(key);
                var rollout = desired.Rollout(key);
                var shown = new JsonObject { ["release"] = rollout is { Releases: [.., var newest] } ? newest.Number : 0, ["heldEdges"] = desired.HeldEdges(key) };
                if (rollout is { Hold: not null })
                    shown["hold"] = ApiReplies.Node(rollout, ContractsJson.Default.RolloutRecord)["hold"]?.DeepClone();
                node["rollout"] = shown;
                if (summaries.Of(key) is { } summary)
                    node["totals"] = ApiReplies.Node(summary, ContractsJson.Default.SummaryRecord)["totals"]?.DeepClone();
                return ApiReplies.Element(node);
            }))
            .ToAsyncEnumerable();
    }
}
