using System.Threading.Channels;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Secrets;
using Microsoft.Extensions.Hosting;

namespace KubeStellar.Edge.Flow.Hub.Publish.Seals;

/// <summary>
/// Agrees, after a start, with the edges whose roots hold data keys: what was agreed on is in memory only, and the first edit of a secret would wait for ten thousand agreements. One after the other, beside
/// the flow; who is not done yet when an edit comes is agreed with by the edit.
/// </summary>
internal sealed class AgreedAhead(IVariantSealer sealer, IHubInventory inventory) : BackgroundService, IRootObserver
{
    private readonly Channel<string> _edges = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private bool _started;

    /// <inheritdoc/>
    public void RootsPublished(IReadOnlyList<RootChange> changes)
    {
        // At the start all roots come at once; for those that come later the edit itself has agreed.
        if (_started)
        {
            return;
        }

        _started = true;
        foreach (var change in changes)
        {
            if (change.After?.Root.DataKeys is { Count: > 0 })
            {
                _edges.Writer.TryWrite(change.Edge);
            }
        }

        _edges.Writer.Complete();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var edge in _edges.Reader.ReadAllAsync(stoppingToken))
        {
            stoppingToken.ThrowIfCancellationRequested();

            // One whose key is none is told when something is to be wrapped for it.
            if (inventory.Edge(edge) is { } known)
            {
                sealer.Agree(known.Identity.ExchangeKey);
            }
        }
    }
}
