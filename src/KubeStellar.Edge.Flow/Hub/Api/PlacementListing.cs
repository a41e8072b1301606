using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary><c>placements</c>: <c>{ edge, policy, object, content, state, reason, message }</c>; states are those of <see cref="ObjectPhase"/>.</summary>
internal sealed class PlacementListing(IHubInventory inventory, Placements placements) : IListing
{
    /// <inheritdoc/>
    public string Resource => "placements";

    /// <inheritdoc/>
    public bool OfWorkspaces => true;

    /// <inheritdoc/>
    public async IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, [EnumeratorCancellation] CancellationToken token)
    {
        if (scope.Query.Name.Length > 0 && ObjectNames.Explain(scope.Query.Name) is { } wrong)
            throw ApiRequests.Refuse("name", wrong);
        foreach (var edge in scope.Edges(inventory))
        {
            if (string.CompareOrdinal(edge.Id + "\u007f", scope.Query.Continue) < 0)
                continue;
            var items = new List<ListedItem>();
            await foreach (var placed in placements.OfEdgeAsync(edge, scope.Workspace, token))
            {
                if (scope.Query.Name.Length > 0 && !ObjectNames.Means(scope.Query.Name, placed.Entry.Key))
                    continue;
                items.Add(new ListedItem($"{edge.Id} {placed.Policy} {placed.Entry.Key}", () => ApiReplies.Element(new JsonObject
                {
                    ["edge"] = edge.Id,
                    ["policy"] = placed.Policy.ToString(),
                    ["object"] = placed.Entry.Key.ToString(),
                    ["content"] = placed.Entry.Content.ToString(),
                    ["state"] = placed.Verdict.Phase.ToString(),
                    ["reason"] = placed.Verdict.Reason,
                    ["message"] = placed.Verdict.Message,
                })));
            }

            foreach (var item in items.OrderBy(item => item.Key, StringComparer.Ordinal))
                yield return item;
        }
    }
}
