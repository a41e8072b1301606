using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace KubeStellar.Edge.TestKit.Network;

/// <summary>
/// A bad link to a TCP server, on loopback: what is wrong with it is switched while it runs. It knows nothing of what it carries, so TLS goes through.
/// </summary>
/// <param name="port">Where the server listens, asked for at each connection: a server may come back elsewhere.</param>
/// <param name="random">Jitter and pauses.</param>
/// <param name="time">Delays.</param>
public sealed class LinkProxy(Func<int> port, Random random, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<LinkFlow> _flows = [];
    private readonly CancellationTokenSource _end = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile LinkFaults _faults = LinkFaults.None;
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private long _bytes;
    private int _taken;

    /// <summary>Where it listens; the same for ever.</summary>
    public int Port { get; private set; }

    /// <summary>The same for a NATS client.</summary>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"nats://127.0.0.1:{Port}");

    /// <summary>What is wrong with the link, for open connections too.</summary>
    public LinkFaults Faults
    {
        get => _faults;
        set
        {
            _faults = value;
            if (value.Swallow)
                Forget();
            Changed();
        }
    }

    /// <summary>Connections that were taken so far.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Connections that are open.</summary>
    public int Open
    {
        get
        {
            lock (_lock)
                return _flows.Count;
        }
    }

    /// <summary>Bytes that arrived at the other end, both ways together.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    internal TimeProvider Time => time;

    /// <summary>Starts one in front of a server.</summary>
    public static LinkProxy Start(Func<int> port, int seed = 1, TimeProvider? time = null)
    {
        var proxy = new LinkProxy(port, new Random(seed), time ?? TimeProvider.System);
        proxy.Accept();
        return proxy;
    }

    /// <summary>Listens, again perhaps: at the same port.</summary>
    public void Accept()
    {
        if (_listener is not null)
            return;
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        listener.Listen(128);
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        _listener = listener;
        _accepting = AcceptAsync(listener);
    }

    /// <summary>New connections are refused; those that are open stay. <see cref="Cut"/> ends them.</summary>
    public void Refuse()
    {
        _listener?.Dispose();
        _listener = null;
    }

    /// <summary>Resets all connections that are open.</summary>
    public void Cut() => Each(static flow => flow.Reset());

    /// <summary>
    /// A router between forgot the connections that are open: nothing goes over them any more and nobody is told. New ones work, as after a change of address behind NAT.
    /// </summary>
    public void Forget() => Each(static flow => flow.Forget());

    /// <summary>Returns when so many connections were taken, in all.</summary>
    public Task TakenAsync(int count, CancellationToken token) => UntilAsync(() => Taken >= count, token);

    /// <summary>Returns when so many bytes arrived, in all.</summary>
    public Task CarriedAsync(long bytes, CancellationToken token) => UntilAsync(() => Bytes >= bytes, token);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Refuse();
        await _end.CancelAsync();
        await _accepting;
        LinkFlow[] flows;
        lock (_lock)
            flows = [.. _flows];
        foreach (var flow in flows)
            await flow.DisposeAsync();
        _end.Dispose();
    }

    internal void Carried(int bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        Changed();
    }

    internal void Ended(LinkFlow flow)
    {
        lock (_lock)
            _flows.Remove(flow);
        Changed();
    }

    /// <summary>Completes when something is different: the faults, or what was carried.</summary>
    internal Task ChangeAsync()
    {
        lock (_lock)
            return _changed.Task;
    }

    /// <summary>A number in [0, 1).</summary>
    internal double Dice()
    {
        lock (_lock)
            return random.NextDouble();
    }

    private async Task UntilAsync(Func<bool> so, CancellationToken token)
    {
        while (true)
        {
            var change = ChangeAsync();
            if (so())
                return;
            await change.WaitAsync(token);
        }
    }

    private void Each(Action<LinkFlow> act)
    {
        LinkFlow[] flows;
        lock (_lock)
            flows = [.. _flows];
        foreach (var flow in flows)
            act(flow);
    }

    private void Changed()
    {
        lock (_lock)
        {
            var changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            changed.TrySetResult();
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_end.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync(_end.Token);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                return;
            }

            var flow = new LinkFlow(this, client, Faults.Swallow, _end.Token);
            lock (_lock)
                _flows.Add(flow);
            Interlocked.Increment(ref _taken);
            Changed();
            flow.Run(port);
        }
    }
}
