using System.Net;
using System.Net.Sockets;

namespace KubeStellar.Edge.TestKit.Network;

/// <summary>One connection over a bad link.</summary>
internal sealed class LinkFlow(LinkProxy link, Socket client, bool dead, CancellationToken token) : IAsyncDisposable
{
    // Little is kept on the way, so that a sender feels a slow link; loopback would take megabytes.
    private const int Buffer = 8192;
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendBufferSize = Buffer, ReceiveBufferSize = Buffer };
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(token);
    private Task _running = Task.CompletedTask;
    private long _bytes;
    private volatile bool _dead = dead;

    /// <summary>Whether what is sent on it vanishes.</summary>
    public bool Dead => _dead;

    public void Run(Func<int> port) => _running = RunAsync(port);

    public void Forget() => _dead = true;

    public void Reset()
    {
        foreach (var socket in (Socket[])[client, _server])
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // It is closed already.
            }

            socket.Dispose();
        }
    }

    public void Carried(int bytes)
    {
        link.Carried(bytes);
        if (link.Faults.ResetAfter is > 0 and var limit && Interlocked.Add(ref _bytes, bytes) >= limit)
            Reset();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        Reset();
        await _running;
        _end.Dispose();
    }

    private async Task RunAsync(Func<int> port)
    {
        try
        {
            client.NoDelay = true;
            client.SendBufferSize = client.ReceiveBufferSize = Buffer;
            if (Dead)
            {
                await new LinkPump(link, this, client, client).RunAsync(_end.Token);
            }
            else
            {
                await _server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port()), _end.Token);
                await Task.WhenAll(new LinkPump(link, this, client, _server).RunAsync(_end.Token), new LinkPump(link, this, _server, client).RunAsync(_end.Token));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Nobody listens behind the link, or it ends.
        }

        Reset();
        link.Ended(this);
    }
}
