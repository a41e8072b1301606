using System.Net;
using System.Net.Sockets;
using KubeStellar.Edge.TestKit.Network;

namespace KubeStellar.Edge.Nats.Tests.Network;

/// <summary>The bad link itself: what it is told to do to bytes, it does, and no more.</summary>
public sealed class LinkProxyTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Bytes_go_both_ways_and_whole()
    {
        await using var line = await Line.OpenAsync();
        var sent = new byte[300_000];
        new Random(3).NextBytes(sent);
        var sending = line.Client.SendAsync(sent);
        Assert.Equal(sent, await ReadAsync(line.Server, sent.Length));
        await sending;
        await line.Server.SendAsync(sent.AsMemory(0, 5000));
        Assert.Equal(sent[..5000], await ReadAsync(line.Client, 5000));
        line.Server.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await line.Client.ReceiveAsync(new byte[1]).WaitAsync(Patience));
    }

    [Fact]
    public async Task A_cut_is_felt_at_both_ends_and_new_connections_work()
    {
        await using var line = await Line.OpenAsync();
        line.Link.Cut();
        await EndsAsync(line.Client);
        await EndsAsync(line.Server);
        await line.AgainAsync();
        await line.Client.SendAsync("on"u8.ToArray());
        Assert.Equal("on"u8.ToArray(), await ReadAsync(line.Server, 2));
    }

    [Fact]
    public async Task Half_open_swallows_for_good_and_tells_nobody()
    {
        await using var line = await Line.OpenAsync();
        line.Link.Faults = new LinkFaults { Swallow = true };
        await line.Client.SendAsync("lost"u8.ToArray());
        var heard = line.Server.ReceiveAsync(new byte[10]);
        var (half, taken) = (await line.DialAsync(), line.Link.TakenAsync(2, new CancellationTokenSource(Patience).Token));
        await taken;
        line.Link.Faults = LinkFaults.None;
        await line.Client.SendAsync("lost too"u8.ToArray());
        await half.SendAsync("and this"u8.ToArray());
        line.Client.Shutdown(SocketShutdown.Send);

        // A new connection carries at once, so whatever the old ones were to say would have come by then.
        await line.AgainAsync();
        await line.Client.SendAsync("new"u8.ToArray());
        Assert.Equal("new"u8.ToArray(), await ReadAsync(line.Server, 3));
        Assert.False(heard.IsCompleted, "the server heard of a connection that is half-open");
        half.Dispose();
    }

    [Fact]
    public async Task What_a_router_forgot_is_dead_and_what_is_new_works()
    {
        await using var line = await Line.OpenAsync();
        line.Link.Forget();
        await line.Server.SendAsync("lost"u8.ToArray());
        var heard = line.Client.ReceiveAsync(new byte[10]);
        await line.AgainAsync();
        await line.Server.SendAsync("new"u8.ToArray());
        Assert.Equal("new"u8.ToArray(), await ReadAsync(line.Client, 3));
        Assert.False(heard.IsCompleted);
    }

    [Fact]
    public async Task Frozen_bytes_come_when_it_thaws()
    {
        await using var line = await Line.OpenAsync();
        line.Link.Faults = new LinkFaults { Frozen = true };
        await line.Client.SendAsync("later"u8.ToArray());
        var read = ReadAsync(line.Server, 5);
        await line.AgainAsync(keep: true);
        Assert.False(read.IsCompleted);
        line.Link.Faults = LinkFaults.None;
        Assert.Equal("later"u8.ToArray(), await read);
    }

    [Fact]
    public async Task Refused_is_refused_and_the_port_stays_its_own()
    {
        await using var line = await Line.OpenAsync();
        line.Link.Refuse();
        var refused = await Assert.ThrowsAsync<SocketException>(line.DialAsync);
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        line.Link.Accept();
        await line.AgainAsync();
        await line.Client.SendAsync("on"u8.ToArray());
        Assert.Equal("on"u8.ToArray(), await ReadAsync(line.Server, 2));
    }

    [Fact]
    public async Task A_connection_is_reset_after_so_many_bytes()
    {
        await using var line = await Line.OpenAsync();
        line.Link.Faults = new LinkFaults { ResetAfter = 1000 };
        await line.Client.SendAsync(new byte[1000]);
        await EndsAsync(line.Client);
        Assert.InRange(line.Link.Bytes, 1000, 2000);
    }

    [Fact]
    public async Task Delay_and_rate_hold_bytes_for_as_long_as_told()
    {
        await using var line = await Line.OpenAsync();
        line.Link.Faults = new LinkFaults { Delay = TimeSpan.FromMilliseconds(200), Jitter = TimeSpan.FromMilliseconds(50), StallShare = 1, StallUpTo = TimeSpan.FromMilliseconds(20) };
        var start = TimeProvider.System.GetTimestamp();
        await line.Client.SendAsync("slow"u8.ToArray());
        await ReadAsync(line.Server, 4);
        Assert.True(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(199));

        line.Link.Faults = new LinkFaults { BytesPerSecond = 20_000 };
        start = TimeProvider.System.GetTimestamp();
        var sending = line.Client.SendAsync(new byte[10_000]);
        await ReadAsync(line.Server, 10_000);
        await sending;
        Assert.True(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(400));
    }

    private static async Task<byte[]> ReadAsync(Socket socket, int count)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;)
        {
            var more = await socket.ReceiveAsync(bytes.AsMemory(read)).AsTask().WaitAsync(Patience);
            Assert.NotEqual(0, more);
            read += more;
        }

        return bytes;
    }

    /// <summary>Sees the end of a connection; whether it reads as a reset or as an end depends on who is in the middle of what.</summary>
    private static async Task EndsAsync(Socket socket)
    {
        try
        {
            Assert.Equal(0, await socket.ReceiveAsync(new byte[1]).WaitAsync(Patience));
        }
        catch (SocketException)
        {
            // A reset.
        }
    }

    private sealed class Line : IAsyncDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly List<Socket> _all = [];

        private Line()
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen();
            Link = LinkProxy.Start(() => ((IPEndPoint)_listener.LocalEndPoint!).Port);
        }

        public LinkProxy Link { get; }

        public Socket Client { get; private set; } = null!;

        public Socket Server { get; private set; } = null!;

        public static async Task<Line> OpenAsync()
        {
            var line = new Line();
            await line.AgainAsync();
            return line;
        }

        public async Task AgainAsync(bool keep = false)
        {
            var client = await DialAsync();
            var server = await _listener.AcceptAsync().WaitAsync(Patience);
            _all.Add(server);
            if (!keep)
            {
                (Client, Server) = (client, server);
            }
        }

        public async Task<Socket> DialAsync()
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            _all.Add(socket);
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Link.Port)).WaitAsync(Patience);
            return socket;
        }

        public async ValueTask DisposeAsync()
        {
            await Link.DisposeAsync();
            _all.ForEach(socket => socket.Dispose());
            _listener.Dispose();
        }
    }
}
