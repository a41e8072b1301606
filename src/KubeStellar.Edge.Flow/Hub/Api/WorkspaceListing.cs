using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Access;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary><c>workspaces</c>: those that have a rule, an object or a policy: the rule, with <c>used { objects, bytes, policies, edges }</c>.</summary>
internal sealed class WorkspaceListing(WorkspaceBook workspaces, IHubInventory inventory, IHubDesired desired) : IListing
{
    /// <inheritdoc/>
    public string Resource => "workspaces";

    /// <inheritdoc/>
    public bool OfWorkspaces => true;

    /// <inheritdoc/>
    public IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, CancellationToken token)
    {
        scope.NoSelector();
        return workspaces.All.Keys
            .Union(inventory.Workloads.Select(record => record.Workspace))
            .Union(inventory.Policies.Select(record => record.Workspace))
            .Where(name => (!scope.Limited || name == scope.Workspace) && (scope.Query.Name.Length == 0 || scope.Query.Name == name))
            .Order(StringComparer.Ordinal)
            .Select(name => new ListedItem(name, () => ApiReplies.Element(Shown(name))))
            .ToAsyncEnumerable();
    }

    private JsonObject Shown(string name)
    {
        var node = ApiReplies.Node(workspaces.Of(name)?.Record ?? new WorkspaceRecord { Name = name }, ContractsJson.Default.WorkspaceRecord);
        var objects = inventory.Workloads.Where(record => record.Workspace == name).ToList();
        node["used"] = new JsonObject
        {
            ["objects"] = objects.Count,
            ["bytes"] = objects.Sum(record => (long)(inventory.Find(name, record.Key)?.Canonical.Length ?? 0)),
            ["policies"] = inventory.Policies.Count(record => record.Workspace == name),
            ["edges"] = inventory.Edges.Count(edge => desired.Root(edge.Id)?.Root.Policies.Any(entry => entry.Policy.Workspace == name) == true),
        };
        return node;
    }
}
