using System.Collections.Concurrent;
using System.Threading.Channels;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>
/// Edges whose heartbeats came from another process than before: a daemon that was restarted, or a second one with the same key. Each is in here once. Bounded; what finds no
/// room comes again, because two that live take turns.
/// </summary>
internal sealed class Suspects
{
    private const int Most = 1024;

    private readonly ConcurrentDictionary<string, bool> _in = new(StringComparer.Ordinal);
    private readonly Channel<string> _queue = Channel.CreateBounded<string>(new BoundedChannelOptions(Most));

    internal void Add(string edge)
    {
        if (_in.TryAdd(edge, true) && !_queue.Writer.TryWrite(edge))
            _in.TryRemove(edge, out _);
    }

    internal IAsyncEnumerable<string> ReadAllAsync(CancellationToken token) => _queue.Reader.ReadAllAsync(token);

    /// <summary>The edge was looked at, and may be suspected again.</summary>
    internal void Done(string edge) => _in.TryRemove(edge, out _);
}
