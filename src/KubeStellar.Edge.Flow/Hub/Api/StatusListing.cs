using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>
/// <c>status</c>: what each edge says of each object: <c>{ edge, policy, object, manifest, epoch, revision, current }</c> with the members of the report's object;
/// <c>current</c>: it speaks of the manifest that the edge's root names.
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
            .SelectMany(report => report.Objects
                .Where(item => scope.Query.Name.Length == 0 || (ObjectKey.TryParse(item.Key, out var key) && ObjectNames.Means(scope.Query.Name, key)))
                .Select(item => new ListedItem($"{edge} {report.Policy} {item.Key}", () => ApiReplies.Element(Item(root, report, item.Key)))))
            .OrderBy(item => item.Key, StringComparer.Ordinal);
    }

    private static JsonObject Item(RootRecord? root, ReportRecord report, string key)
    {
        var node = new JsonObject
        {
            ["edge"] = report.Edge,
            ["policy"] = report.Policy.ToString(),
            ["object"] = key,
            ["manifest"] = report.Manifest.ToString(),
            ["epoch"] = report.Epoch,
            ["revision"] = report.Revision,
            ["current"] = root?.Policies.Any(entry => entry.Policy == report.Policy && entry.Manifest == report.Manifest) ?? false,
        };
        foreach (var (name, value) in ApiReplies.Node(report.Objects[key], ContractsJson.Default.ReportObject))
            node[name] = value?.DeepClone();
        return node;
    }
}
