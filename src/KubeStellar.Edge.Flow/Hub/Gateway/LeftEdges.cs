using System.Threading.Channels;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>Edges that left the inventory. Depends on nothing, because the flow is built with its observers and the report book is not.</summary>
internal sealed class LeftEdges : IRootObserver
{
    private readonly Channel<string> _left = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });

    /// <inheritdoc/>
    public void RootsPublished(IReadOnlyList<RootChange> changes)
    {
        for (var i = 0; i < changes.Count; i++)
        {
            if (changes[i].After is null)
                _left.Writer.TryWrite(changes[i].Edge);
        }
    }

    internal IAsyncEnumerable<string> ReadAllAsync(CancellationToken token) => _left.Reader.ReadAllAsync(token);
}
