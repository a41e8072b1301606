using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace KubeStellar.Edge.TestKit.Network;

/// <summary>Somebody on the way to a TCP server, on loopback: hands on bytes both ways as they come, and shows them to whoever listens.</summary>
/// <param name="connected">Asked at each connection for who hears it.</param>
public sealed class Tap(Func<TapEars> connected) : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<int> _target = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _loop = Task.CompletedTask;

    /// <summary>Listens; what connects waits until it is known where to (<see cref="To"/>).</summary>
    public static Tap Start(Func<TapEars> connected)
    {
        var tap = new Tap(connected);
        tap._listener.Start();
        tap._loop = tap.AcceptAsync();
        return tap;
    }

    /// <summary>Where clients connect.</summary>
    public string Url(string scheme) => string.Create(CultureInfo.InvariantCulture, $"{scheme}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Where the bytes go: a port of this machine.</summary>
    public void To(int port) => _target.SetResult(port);

    /// <inheritdoc/>
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
                (client.NoDelay, server.NoDelay) = (true, true);
                var ears = connected();
                await Task.WhenAny(PumpAsync(client, server, ears.Up), PumpAsync(server, client, ears.Down));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // One side left: so does the other.
            }
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, Action<ReadOnlySpan<byte>> hear)
    {
        var buffer = new byte[1 << 16];
        for (int read; (read = await from.GetStream().ReadAsync(buffer, _stop.Token)) > 0;)
        {
            hear(buffer.AsSpan(0, read));
            await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }
}
