using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Access;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>What a listing was asked for, checked.</summary>
/// <param name="Workspace">Workspace.</param>
/// <param name="Query">The query.</param>
/// <param name="Selector">Its label selector, parsed.</param>
internal sealed record ListScope(string Workspace, GetQuery Query, LabelSelector Selector)
{
    /// <summary>Whether whoever asks may see this workspace, and not the fleet.</summary>
    internal bool Limited { get; init; }

    /// <summary>What the workspace may place, for those who see nothing else; null for all.</summary>
    internal WorkspaceRule? Rule { get; init; }

    internal static ListScope Of(string workspace, GetQuery query)
    {
        if (query.Limit < 0)
            throw ApiRequests.Refuse("limit", "the limit must not be negative");
        if (query.Resource != "status" && (query is { Where.Length: > 0 } or { Live: not null } or { Each: not null }))
            throw ApiRequests.Refuse("resource", $"{query.Resource} takes no expression and is not asked of edges; status is");
        try
        {
            return new ListScope(workspace, query, LabelSelector.Parse(query.Selector));
        }
        catch (FormatException error)
        {
            throw ApiRequests.Refuse("selector", error.Message);
        }
    }

    /// <summary>Edges that are asked about, in the order of their ids.</summary>
    internal IEnumerable<EdgeRecord> Edges(IHubInventory inventory)
    {
        if (Query.Edge.Length > 0)
        {
            var edge = inventory.Edge(Query.Edge) is { } known && Sees(known) ? known : throw new ApiRefusedException("not-found", $"there is no edge {Query.Edge}");
            return Selector.Matches(edge.Labels) ? [edge] : [];
        }

        return inventory.Edges.Where(edge => Selector.Matches(edge.Labels) && Sees(edge)).OrderBy(edge => edge.Id, StringComparer.Ordinal);
    }

    // What it has on an edge it sees, though the rule may have become narrower since.
    private bool Sees(EdgeRecord edge) => !Limited || Query.Resource is not ("edges" or "regions") || Rule?.Allows(edge) != false;

    /// <summary>Refuses a selector where nothing has labels.</summary>
    internal void NoSelector()
    {
        if (Selector.Requirements.Count > 0)
            throw ApiRequests.Refuse("selector", $"{Query.Resource} cannot be selected by labels; edges and workloads can");
    }
}
