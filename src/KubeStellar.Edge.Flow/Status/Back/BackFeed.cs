using System.Threading.Channels;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Status.Back;

/// <summary>Takes published roots and returns. Depends on nothing, because the flow is built with its observers.</summary>
internal sealed class BackFeed : IRootObserver
{
    private readonly Channel<IReadOnlyList<RootChange>> _items = Channel.CreateUnbounded<IReadOnlyList<RootChange>>(new UnboundedChannelOptions { SingleReader = true });

    internal ChannelReader<IReadOnlyList<RootChange>> Items => _items.Reader;

    /// <inheritdoc/>
    public void RootsPublished(IReadOnlyList<RootChange> changes) => _items.Writer.TryWrite(changes);
}
