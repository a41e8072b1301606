using System.Globalization;
using System.Net;
using KubeStellar.Edge.TestKit.Cluster.Credentials;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace KubeStellar.Edge.TestKit.Cluster.Proxy;

/// <summary>
/// A proxy in front of an API server, with a certificate of its own: counts requests, and breaks those that a test wants broken.
/// Bearer tokens and impersonation pass; client certificates end here, so tests of those go to the server itself.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly ApiServer _server;
    private readonly TestCa _ca;
    private readonly ProxyRules _rules = new();
    private readonly ProxyForwarder _forwarder;
    private readonly Lock _lock = new();
    private readonly List<ProxiedRequest> _requests = [];
    private CancellationTokenSource _cut = new();
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication? _web;
    private int _held;
    private int _port;

    private FaultProxy(ApiServer server, TimeProvider time)
    {
        _server = server;
        _ca = new TestCa("proxy", time);
        _forwarder = new ProxyForwarder(server, time);
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => new(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{_port}"));

    /// <summary>PEM of its authority.</summary>
    public string Authority => _ca.Pem;

    /// <summary>What becomes of new connections; those that are open stay. <see cref="CutAll"/> ends them.</summary>
    public ConnectionMode Connections { get; set; }

    /// <summary>While set, bytes of open answers are held back without closing anything: watches go stale. What was held back follows when it is unset.</summary>
    public bool Stalled
    {
        get => _forwarder.Stalled;
        set => _forwarder.Stalled = value;
    }

    /// <summary>Completes when an answer is held back since <see cref="Stalled"/> was set.</summary>
    public Task HoldingBack => _forwarder.Holding;

    /// <summary>How many connections are held now, by <see cref="ConnectionMode.Hold"/>.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>All requests so far, in the order in which they came.</summary>
    public IReadOnlyList<ProxiedRequest> Requests
    {
        get
        {
            lock (_lock)
                return [.. _requests];
        }
    }

    /// <summary>The log, a request a line, for the message of a failure.</summary>
    public string Log => string.Join('\n', Requests);

    /// <summary>Starts one in front of a server.</summary>
    public static async Task<FaultProxy> NewAsync(ApiServer server, CancellationToken token, TimeProvider? time = null)
    {
        var proxy = new FaultProxy(server, time ?? TimeProvider.System);
        await proxy.StartAsync(token);
        return proxy;
    }

    /// <summary>Breaks requests.</summary>
    /// <param name="when">Which.</param>
    /// <param name="fault">How.</param>
    /// <param name="times">How often; all while the rule stands when left out.</param>
    /// <returns>Takes the rule away.</returns>
    public IDisposable Break(Func<ProxiedRequest, bool> when, ProxyFault fault, int times = int.MaxValue) => _rules.Add(when, fault, times);

    /// <summary>Forgets the requests so far, so that a test counts from here. Open watches go on uncounted.</summary>
    public void ClearRequests()
    {
        lock (_lock)
            _requests.Clear();
    }

    /// <summary>How many requests there were of a verb (and of a resource).</summary>
    public int Count(string verb, string? resource = null) => Requests.Count(request => request.Verb == verb && (resource is null || request.Resource == resource));

    /// <summary>Waits for a request, those that came already included; it may still be open.</summary>
    /// <exception cref="TimeoutException">The token ended first; the message holds the log.</exception>
    public async Task<ProxiedRequest> WaitForAsync(Func<ProxiedRequest, bool> which, CancellationToken token)
    {
        while (true)
        {
            Task next;
            lock (_lock)
            {
                if (_requests.Find(request => which(request)) is { } found)
                    return found;
                next = _arrived.Task;
            }

            try
            {
                await next.WaitAsync(token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"no such request came. These did:\n{Log}", e);
            }
        }
    }

    /// <summary>Waits until a connection is held.</summary>
    public async Task WaitUntilHeldAsync(CancellationToken token)
    {
        while (Held == 0)
        {
            Task next;
            lock (_lock)
                next = _arrived.Task;
            if (Held == 0)
                await next.WaitAsync(token);
        }
    }

    /// <summary>Cuts all connections that are open.</summary>
    public void CutAll()
    {
        var cut = Interlocked.Exchange(ref _cut, new CancellationTokenSource());
        cut.Cancel();
        cut.Dispose();
    }

    /// <summary>Nobody listens any more: connections are refused.</summary>
    public async Task StopAsync()
    {
        if (_web is null)
            return;
        CutAll();
        await _web.StopAsync(new CancellationToken(true));
        await _web.DisposeAsync();
        _web = null;
    }

    /// <summary>Listens again, at the same port.</summary>
    public async Task StartAsync(CancellationToken token)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Listen(IPAddress.Loopback, _port, listen =>
            {
                listen.Use(next => connection => ConnectAsync(next, connection));
                listen.UseHttps(_ca.Server().Load());
            });
        });
        _web = builder.Build();
        _web.Run(HandleAsync);
        await _web.StartAsync(token);
        _port = new Uri(_web.Urls.First()).Port;
    }

    /// <summary>Writes a kubeconfig file that leads through the proxy.</summary>
    public void WriteKubeconfig(string path, ApiCredentials credentials) => Kubeconfig.Write(path, Url, Authority, credentials);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _forwarder.Dispose();
        _cut.Dispose();
        _ca.Dispose();
    }

    private async Task ConnectAsync(ConnectionDelegate next, ConnectionContext connection)
    {
        await using var cut = _cut.Token.Register(connection.Abort);
        switch (Connections)
        {
            case ConnectionMode.Reset:
                connection.Abort();
                break;
            case ConnectionMode.Hold:
                Interlocked.Increment(ref _held);
                Arrived();
                await SwallowAsync(connection);
                Interlocked.Decrement(ref _held);
                break;
            default:
                await next(connection);
                break;
        }
    }

    // What arrives is read and thrown away, so that the other side's end is seen.
    private static async Task SwallowAsync(ConnectionContext connection)
    {
        try
        {
            while (await connection.Transport.Input.ReadAsync() is { IsCompleted: false, IsCanceled: false } read)
                connection.Transport.Input.AdvanceTo(read.Buffer.End);
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException or OperationCanceledException)
        {
            // It was cut.
        }
    }

    private async Task HandleAsync(HttpContext context)
    {
        var request = ProxyForwarder.Describe(context.Request);
        var fault = _rules.For(request);
        request.Faulted = fault is not null;
        lock (_lock)
            _requests.Add(request);
        Arrived();
        await _forwarder.HandleAsync(context, request, fault);
    }

    private void Arrived()
    {
        lock (_lock)
        {
            var arrived = _arrived;
            _arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            arrived.TrySetResult();
        }
    }
}
