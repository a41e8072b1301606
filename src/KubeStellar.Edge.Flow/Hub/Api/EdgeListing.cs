using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>
/// <c>edges</c>: the edge records with <c>status</c> (<c>Ready</c>, <c>Held</c>: see its <c>hold</c>, <c>Unreachable</c>, or <c>Unknown</c>: not heard since this hub started), <c>root</c> and <c>revision</c>
/// (of the newest root published), <c>message</c> (its conditions), and <c>presence { reachable, heardAt, daemon, wanted, follows, current, applied, conditions }</c>
/// with versions as <c>epoch/revision</c>.
/// </summary>
internal class EdgeListing(IHubInventory inventory, IHubDesired desired, IEdgePresence presence) : IListing
{
    /// <inheritdoc/>
    public virtual string Resource => "edges";

    /// <inheritdoc/>
    public bool OfWorkspaces => true;

    /// <inheritdoc/>
    public IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, CancellationToken token) => scope.Edges(inventory)
        .Where(edge => (scope.Query.Name.Length == 0 || edge.Id == scope.Query.Name) && IsListed(edge))
        .Select(edge => new ListedItem(edge.Id, () =>
        {
            var node = ApiReplies.Node(edge, ContractsJson.Default.EdgeRecord);
            Describe(node, edge, scope.Limited);
            return ApiReplies.Element(node);
        }))
        .ToAsyncEnumerable();

    /// <summary>Whether it is one of these.</summary>
    protected virtual bool IsListed(EdgeRecord edge) => true;

    private void Describe(JsonObject node, EdgeRecord edge, bool limited)
    {
        var root = desired.Root(edge.Id);
        var heard = presence.Of(edge.Id);
        node["status"] = edge.Hold is not null ? "Held" : heard is null ? "Unknown" : heard.Reachable ? "Ready" : "Unreachable";
        if (root is not null)
        {
            node["root"] = root.Digest.ToString();
            node["revision"] = root.Root.Revision;
        }

        if (edge.Hold is { } hold)
            node["message"] = $"{hold.Reason}: {hold.Message}";
        var shown = new JsonObject { ["wanted"] = root?.Root.Version.ToString() ?? "" };
        node["presence"] = shown;
        if (heard is null)
            return;
        shown["reachable"] = heard.Reachable;
        shown["heardAt"] = heard.HeardAt;
        shown["daemon"] = heard.Last.Daemon;
        shown["follows"] = $"{heard.Last.Epoch}/{heard.Last.Revision}";
        shown["current"] = root is not null && heard.Last.RootDigest == root.Digest;
        shown["applied"] = heard.Last.Applied;
        if (limited)
            return; // conditions speak of whatever the edge has, of all workspaces
        shown["conditions"] = ApiReplies.Node(heard.Last, ContractsJson.Default.HeartbeatMessage)["conditions"]?.DeepClone();
        node["message"] = string.Join("; ", heard.Last.Conditions.Where(condition => condition.Status == "True").Select(condition => $"{condition.Type}: {condition.Message}"));
    }
}
