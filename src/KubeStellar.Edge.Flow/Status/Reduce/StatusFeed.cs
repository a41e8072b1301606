using System.Threading.Channels;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>
/// Takes news and returns: a publisher of 10,000 roots hands over one list. Depends on nothing, because the flow is built with its observers.
/// </summary>
internal sealed class StatusFeed : IRootObserver, IStatusObserver, IChildObserver, IHubReload
{
    private readonly Channel<FeedItem> _items = Channel.CreateUnbounded<FeedItem>(new UnboundedChannelOptions { SingleReader = true });

    internal ChannelReader<FeedItem> Items => _items.Reader;

    /// <inheritdoc/>
    public void RootsPublished(IReadOnlyList<RootChange> changes) => Put(new FeedItem { Roots = changes });

    /// <inheritdoc/>
    public void Reported(string edge, PolicyKey policy, ReportHead? report, PartialRecord? partial)
    {
        Put(new FeedItem { Edge = edge, Policy = policy, Report = report, Partial = partial });
        if (report is not null && partial?.Fleet is { } fleet)
        {
            Combined(edge, policy, new ChildPartial
            {
                Edge = edge, Policy = policy, Manifest = report.Manifest, Epoch = report.Epoch, Revision = report.Revision, Sequence = report.Sequence, Fleet = fleet,
            });
        }
    }

    /// <inheritdoc/>
    public void Combined(string edge, PolicyKey policy, ChildPartial? child) => Put(new FeedItem { Edge = edge, Policy = policy, IsChild = true, Child = child });

    /// <inheritdoc/>
    public void PresenceChanged(string edge, EdgePresence presence) => Put(new FeedItem { Edge = edge, Presence = presence });

    /// <inheritdoc/>
    public Task ReloadAsync(string bucket, bool repaired, CancellationToken token)
    {
        if (bucket == Buckets.Summaries && repaired)
            Put(new FeedItem { Rewrite = true });
        return Task.CompletedTask;
    }

    internal void Done(PolicyTally tally, TimeSpan? again, string? by) => Put(new FeedItem { Done = tally, Again = again, By = by });

    private void Put(FeedItem item) => _items.Writer.TryWrite(item);
}
