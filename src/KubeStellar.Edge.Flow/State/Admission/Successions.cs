using System.Threading.Channels;

namespace KubeStellar.Edge.Flow.State.Admission;

/// <summary>Edges that are another device now: what the one before said of itself holds no longer. Depends on nothing, so that whoever admits need not know who remembers.</summary>
internal sealed class Successions
{
    private readonly Channel<string> _edges = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });

    internal void Add(string edge) => _edges.Writer.TryWrite(edge);

    internal IAsyncEnumerable<string> ReadAllAsync(CancellationToken token) => _edges.Reader.ReadAllAsync(token);
}
