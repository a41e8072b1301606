using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>
/// The supervisor's end of sd_notify(3): a Unix datagram socket that daemons write their states to. It is always read, as systemd does: its queue is
/// short, and whoever writes into a full one waits.
/// </summary>
internal sealed class NotifySocket : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly Channel<string> _states = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _reads;

    public NotifySocket(string path)
    {
        Path = path;
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        _reads = ReadAsync();
    }

    public string Path { get; }

    /// <summary>Waits for a state; returns those that came before it.</summary>
    public async Task<IReadOnlyList<string>> UntilAsync(string state, CancellationToken token)
    {
        var before = new List<string>();
        while (await _states.Reader.ReadAsync(token) is { } read && read != state)
            before.Add(read);
        return before;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reads;
        _end.Dispose();
        _socket.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var length = await _socket.ReceiveAsync(buffer, _end.Token);
                foreach (var state in Encoding.UTF8.GetString(buffer, 0, length).Split('\n', StringSplitOptions.RemoveEmptyEntries))
                    _states.Writer.TryWrite(state);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            _states.Writer.Complete();
        }
    }
}
