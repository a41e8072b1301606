using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>
/// <c>edges</c>: the edge records with <c>presence { state, heardAt, daemon, wanted, follows, current, applied, conditions }</c>;
/// <c>state</c> is <c>Ready</c>, <c>Unreachable</c> or <c>Unknown</c> (not heard since this hub started), versions are <c>epoch/revision</c>.
/// </summary>
internal sealed class EdgeListing(IHubInventory inventory, IHubDesired desired, IEdgePresence presence) : IListing
{
    /// <inheritdoc/>
    public string Resource => "edges";

    /// <inheritdoc/>
    public IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, CancellationToken token) => scope.Edges(inventory)
        .Where(edge => scope.Query.Name.Length == 0 || edge.Id == scope.Query.Name)
        .Select(edge => new ListedItem(edge.Id, () =>
        {
            var node = ApiReplies.Node(edge, ContractsJson.Default.EdgeRecord);
            node["presence"] = Presence(edge);
            return ApiReplies.Element(node);
        }))
        .ToAsyncEnumerable();

    private JsonObject Presence(EdgeRecord edge)
    {
        var root = desired.Root(edge.Id);
        var node = new JsonObject { ["state"] = "Unknown", ["wanted"] = root?.Root.Version.ToString() ?? "" };
        if (presence.Of(edge.Id) is not { } heard)
            return node;
        node["state"] = heard.Reachable ? "Ready" : "Unreachable";
        node["heardAt"] = heard.HeardAt;
        node["daemon"] = heard.Last.Daemon;
        node["follows"] = $"{heard.Last.Epoch}/{heard.Last.Revision}";
        node["current"] = root is not null && heard.Last.RootDigest == root.Digest;
        node["applied"] = heard.Last.Applied;
        node["conditions"] = ApiReplies.Node(heard.Last, ContractsJson.Default.HeartbeatMessage)["conditions"]?.DeepClone();
        return node;
    }
}
