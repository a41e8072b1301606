using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary><c>regions</c>: of the edges those that are hubs of their own, as <see cref="EdgeListing"/> has them.</summary>
internal sealed class RegionListing(IHubInventory inventory, IHubDesired desired, IEdgePresence presence) : EdgeListing(inventory, desired, presence)
{
    /// <inheritdoc/>
    public override string Resource => "regions";

    /// <inheritdoc/>
    protected override bool IsListed(EdgeRecord edge) => edge.Region is not null;
}
