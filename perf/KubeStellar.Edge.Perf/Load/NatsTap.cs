using System.Collections.Concurrent;
using KubeStellar.Edge.TestKit.Network;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>Stands between an edge and its hub's server and counts every byte of NATS that passes, payload and protocol. It counts one connection, the newest: one edge has one.</summary>
internal sealed class NatsTap : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, string> _questions = new(StringComparer.Ordinal);
    private readonly NatsTraffic _up;
    private readonly NatsTraffic _down;
    private readonly Tap _tap;
    private int _connections;

    public NatsTap()
    {
        (_up, _down) = (new NatsTraffic(_questions), new NatsTraffic(_questions));
        _tap = Tap.Start(Begin);
    }

    /// <summary>Where the edge connects.</summary>
    public string Url => _tap.Url("nats");

    /// <summary>Where the server listens on this machine; whoever connects before waits.</summary>
    public void To(int port) => _tap.To(port);

    /// <summary>What passed until now.</summary>
    public TapCount Count() => new(_up.Kinds, _down.Kinds);

    public ValueTask DisposeAsync() => _tap.DisposeAsync();

    private TapEars Begin()
    {
        var own = Interlocked.Increment(ref _connections);
        _up.Begin();
        _down.Begin();
        return new TapEars(Of(own, _up), Of(own, _down));
    }

    // What a connection of before still carries is in the middle of something that nobody follows any more.
    private Action<ReadOnlySpan<byte>> Of(int connection, NatsTraffic traffic) => bytes =>
    {
        if (connection == Volatile.Read(ref _connections))
            traffic.Take(bytes);
    };
}
