using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary><c>desired</c>: the newest root of each edge, with its <c>digest</c> and <c>bucketRevision</c>.</summary>
internal sealed class DesiredListing(IHubInventory inventory, IHubDesired desired) : IListing
{
    /// <inheritdoc/>
    public string Resource => "desired";

    /// <inheritdoc/>
    public bool OfWorkspaces => true;

    /// <inheritdoc/>
    public IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, CancellationToken token) => scope.Edges(inventory)
        .Where(edge => scope.Query.Name.Length == 0 || edge.Id == scope.Query.Name)
        .Select(edge => desired.Root(edge.Id))
        .OfType<PublishedRoot>()
        .Select(root => new ListedItem(root.Root.Edge, () =>
        {
            var shown = scope.Limited ? Own(root.Root, scope.Workspace) : root.Root;
            var node = ApiReplies.Node(shown, ContractsJson.Default.RootRecord);
            node["digest"] = root.Digest.ToString();
            node["bucketRevision"] = root.BucketRevision;
            return ApiReplies.Element(node);
        }))
        .ToAsyncEnumerable();

    /// <summary>What of a root is of a workspace: nothing else of it, whatever more roots come to hold.</summary>
    private static RootRecord Own(RootRecord root, string workspace) =>
        new() { Edge = root.Edge, Epoch = root.Epoch, Revision = root.Revision, Policies = [.. root.Policies.Where(entry => entry.Policy.Workspace == workspace)] };
}
