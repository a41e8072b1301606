using System.Threading.Channels;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Gateway.Upsync;

/// <summary>Roots that changed, on their way to <see cref="UpsyncService"/>. Depends on nothing, because the flow is built with its observers and the book is not.</summary>
internal sealed class UpsyncRoots : IRootObserver
{
    private readonly Channel<RootChange> _changes = Channel.CreateUnbounded<RootChange>(new UnboundedChannelOptions { SingleReader = true });

    /// <inheritdoc/>
    public void RootsPublished(IReadOnlyList<RootChange> changes)
    {
        for (var i = 0; i < changes.Count; i++)
        {
            _changes.Writer.TryWrite(changes[i]);
        }
    }

    internal IAsyncEnumerable<RootChange> ReadAllAsync(CancellationToken token) => _changes.Reader.ReadAllAsync(token);
}
