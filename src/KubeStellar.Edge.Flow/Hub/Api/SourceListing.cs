using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Sources;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary><c>sources</c>, of all workspaces: the source records with <c>objects</c>, <c>policies</c> and <c>libraries</c>: how many of each the hub has from it.</summary>
internal sealed class SourceListing(SourceBook book, IHubInventory inventory) : IListing
{
    /// <inheritdoc/>
    public string Resource => "sources";

    /// <inheritdoc/>
    public bool OfWorkspaces => true;

    /// <inheritdoc/>
    public IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, CancellationToken token)
    {
        scope.NoSelector();
        return book.All
            .Where(source => !scope.Limited || source.Workspace == scope.Workspace)
            .Where(source => scope.Query.Name.Length == 0 || scope.Query.Name == source.Id)
            .OrderBy(source => source.Id, StringComparer.Ordinal)
            .Select(source => new ListedItem(source.Id, () => ApiReplies.Element(Shown(source))))
            .ToAsyncEnumerable();
    }

    private JsonObject Shown(ISource source)
    {
        var node = ApiReplies.Node(book.Of(source.Id) ?? new SourceRecord { Id = source.Id, Workspace = source.Workspace }, ContractsJson.Default.SourceRecord);
        node["objects"] = inventory.Workloads.Count(record => record.Source == source.Id && record.Workspace == source.Workspace);
        node["policies"] = inventory.Policies.Count(record => record.Source == source.Id && record.Workspace == source.Workspace);
        node["libraries"] = inventory.Libraries.Count(record => record.Source == source.Id && record.Workspace == source.Workspace);
        return node;
    }
}
