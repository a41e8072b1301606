using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>Stands between an edge and its hub's server and counts every byte of NATS that passes, payload and protocol.</summary>
internal sealed class NatsTap : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, string> _questions = new(StringComparer.Ordinal);
    private readonly Task _accepting;

    public NatsTap()
    {
        (Up, Down) = (new NatsTraffic(_questions), new NatsTraffic(_questions));
        _listener.Start();
        _accepting = Task.Run(AcceptAsync, CancellationToken.None);
    }

    /// <summary>Where the edge connects.</summary>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"nats://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Port of the server on this machine; connections are closed until it is known.</summary>
    public int Server { get; set; }

    /// <summary>From the edge to the server.</summary>
    public NatsTraffic Up { get; }

    /// <summary>From the server to the edge.</summary>
    public NatsTraffic Down { get; }

    /// <summary>What passed until now.</summary>
    public TapCount Count() => new(Up.Kinds, Down.Kinds);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            using var edge = await _listener.AcceptTcpClientAsync(_stop.Token);
            using var server = new TcpClient();
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, Server, _stop.Token);
            }
            catch (SocketException)
            {
                continue;
            }

            // One at a time is enough for one edge; a second one waits until the first has ended.
            (edge.NoDelay, server.NoDelay) = (true, true);
            Up.Begin();
            Down.Begin();
            await Task.WhenAny(PassAsync(edge, server, Up), PassAsync(server, edge, Down));
        }
    }

    private async Task PassAsync(TcpClient from, TcpClient to, NatsTraffic traffic)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and var read)
            {
                traffic.Take(buffer.AsSpan(0, read));
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // One side went: so does the other, by whoever waits for either.
            return;
        }
    }
}
