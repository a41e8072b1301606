namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>Lists one resource.</summary>
internal interface IListing
{
    /// <summary>As in <c>kse get &lt;resource&gt;</c>.</summary>
    string Resource { get; }

    /// <summary>Whether people see of it what is of their workspace; else it is of the fleet, and only for those who may see that.</summary>
    bool OfWorkspaces => false;

    /// <summary>The items in the ordinal order of their keys (events: in the order of time).</summary>
    IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, CancellationToken token);
}
