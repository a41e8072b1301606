using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>
/// <c>status</c>: the report records, one an edge and policy, with <c>current</c> (it speaks of the manifest that the edge's root names). A name leaves only that object in them.
/// </summary>
internal sealed class StatusListing(IHubInventory inventory, IHubDesired desired, IHubReports reports) : IListing
{
    /// <inheritdoc/>
    public string Resource => "status";

    /// <inheritdoc/>
    public IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, CancellationToken token)
    {
        if (scope.Query.Name.Length > 0 && ObjectNames.Explain(scope.Query.Name) is { } wrong)
            throw ApiRequests.Refuse("name", wrong);
        return scope.Edges(inventory).SelectMany(edge => OfEdge(edge.Id, scope)).ToAsyncEnumerable();
    }

    private IEnumerable<ListedItem> OfEdge(string edge, ListScope scope)
    {
        var root = desired.Root(edge)?.Root;
        return reports.OfEdge(edge)
            .Where(report => report.Policy.Workspace == scope.Workspace)
            .Select(report => Narrow(report, scope.Query.Name))
            .OfType<ReportRecord>()
            .OrderBy(report => report.Policy)
            .Select(report => new ListedItem($"{edge} {report.Policy}", () =>
            {
                var node = ApiReplies.Node(report, ContractsJson.Default.ReportRecord);
                node["current"] = root?.Policies.Any(entry => entry.Policy == report.Policy && entry.Manifest == report.Manifest) ?? false;
                return ApiReplies.Element(node);
            }));
    }

    private static ReportRecord? Narrow(ReportRecord report, string name)
    {
        if (name.Length == 0)
            return report;
        var objects = new SortedDictionary<string, ReportObject>(StringComparer.Ordinal);
        foreach (var (key, value) in report.Objects)
        {
            if (ObjectKey.TryParse(key, out var parsed) && ObjectNames.Means(name, parsed))
                objects[key] = value;
        }

        return objects.Count == 0 ? null : report with { Objects = objects };
    }
}
