using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Somebody on the way: hands on bytes both ways, and keeps them.</summary>
internal sealed class Tap : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly MemoryStream _heard = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<int> _target = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _loop;

    private Tap()
    {
        _listener.Start();
        _loop = AcceptAsync();
    }

    /// <summary>All that passed, byte by byte.</summary>
    public string Heard
    {
        get
        {
            lock (_heard)
            {
                return Encoding.Latin1.GetString(_heard.ToArray());
            }
        }
    }

    public static Tap Start() => new();

    public string Url(string scheme) => $"{scheme}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Where the bytes go.</summary>
    public void To(int port) => _target.SetResult(port);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
            _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, await _target.Task.WaitAsync(_stop.Token), _stop.Token);
                await Task.WhenAny(PumpAsync(client.GetStream(), server.GetStream()), PumpAsync(server.GetStream(), client.GetStream()));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // One side left: so does the other.
            }
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[1 << 16];
        for (int read; (read = await from.ReadAsync(buffer, _stop.Token)) > 0;)
        {
            lock (_heard)
                _heard.Write(buffer, 0, read);
            await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }
}
