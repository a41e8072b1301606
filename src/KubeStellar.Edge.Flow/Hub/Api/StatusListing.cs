using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Flow.Hub.Api.Rows;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>
/// <c>status</c>: the report records, one an edge and policy, with <c>current</c> (it speaks of the manifest that the edge's root names). With a name, an expression or a wish for live answers: one item
/// for each object at each edge (<see cref="RowJson"/>).
/// </summary>
internal sealed class StatusListing(IHubInventory inventory, IHubDesired desired, IHubReports reports, ObjectRows rows) : IListing
{
    /// <inheritdoc/>
    public string Resource => "status";

    /// <inheritdoc/>
    public bool OfWorkspaces => true;

    /// <inheritdoc/>
    public IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, CancellationToken token)
    {
        if (scope.Query.Name.Length > 0 && ObjectNames.Explain(scope.Query.Name) is { } wrong)
            throw ApiRequests.Refuse("name", wrong);
        return scope.Query is { Name.Length: > 0 } or { Where.Length: > 0 } or { Live: not null } or { Each: true }
            ? rows.ListAsync(scope, token)
            : scope.Edges(inventory).SelectMany(edge => OfEdge(edge.Id, scope)).ToAsyncEnumerable();
    }

    private IEnumerable<ListedItem> OfEdge(string edge, ListScope scope)
    {
        var root = desired.Root(edge)?.Root;
        return reports.Heads(edge)
            .Where(head => head.Policy.Workspace == scope.Workspace)
            .OrderBy(head => head.Policy)
            .Select(head => new ListedItem($"{edge} {head.Policy}", null)
            {
                Read = async token =>
                {
                    // One that ended meanwhile is told as it was.
                    var report = await reports.ReadAsync(edge, head.Policy, token) ?? ReportHeads.Whole(head, null, null);
                    var node = ApiReplies.Node(report, ContractsJson.Default.ReportRecord);
                    node["current"] = root?.Policies.Any(entry => entry.Policy == report.Policy && entry.Manifest == report.Manifest) ?? false;
                    return ApiReplies.Element(node);
                },
            });
    }
}
