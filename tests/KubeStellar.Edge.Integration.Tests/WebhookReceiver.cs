using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>A place that a hub tells of events. It refuses, hangs, goes away and comes back as a test wants, always on the same port of loopback.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<Delivery> _came = new();
    private readonly SemaphoreSlim _changed = new(0);
    private WebApplication? _web;

    // While nobody listens the port is bound all the same, so that no other process gets it.
    private Socket? _kept;
    private int _port;
    private volatile bool _refuses;
    private volatile string _hangs = "";

    internal Uri Url => new($"http://127.0.0.1:{_port}/hook");

    /// <summary>All that came, in the order in which it did, whatever was answered.</summary>
    internal IReadOnlyList<Delivery> Came => [.. _came];

    /// <summary>What it took, the first time that it did.</summary>
    internal IReadOnlyList<Delivery> Taken => [.. _came.Where(one => one.Status == StatusCodes.Status202Accepted).DistinctBy(one => one.Id)];

    internal static async Task<WebhookReceiver> StartAsync(bool refuses = false)
    {
        var receiver = new WebhookReceiver { _refuses = refuses };
        await receiver.BackAsync();
        return receiver;
    }

    /// <summary>Answers 503 from here on, or takes what comes.</summary>
    internal void Refuse(bool refuses) => _refuses = refuses;

    /// <summary>Gives no answer to events of a type; empty for none.</summary>
    internal void HangOn(string type) => _hangs = type;

    internal async Task AwayAsync()
    {
        // Answers that never end must not hold it up.
        await _web!.StopAsync(new CancellationToken(canceled: true));
        await _web.DisposeAsync();
        _web = null;
        _kept = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _kept.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _kept.Bind(new IPEndPoint(IPAddress.Loopback, _port));
    }

    internal async Task BackAsync()
    {
        _kept?.Dispose();
        _kept = null;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _port));
        _web = builder.Build();
        _web.Run(AnswerAsync);
        await _web.StartAsync();
        _port = new Uri(_web.Urls.First()).Port;
    }

    /// <summary>Waits until what came is as wanted.</summary>
    internal async Task UntilAsync(Func<WebhookReceiver, bool> wanted, CancellationToken token)
    {
        try
        {
            while (!wanted(this))
                await _changed.WaitAsync(token);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"the receiver never got what it should; it got:\n{string.Join('\n', _came)}", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _kept?.Dispose();
        if (_web is not null)
        {
            await _web.StopAsync(new CancellationToken(canceled: true));
            await _web.DisposeAsync();
        }

        _changed.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var delivery = Delivery.Of(await reader.ReadToEndAsync(context.RequestAborted), context.Request.Headers["Kse-Signature"].ToString());
        var hangs = _hangs.Length > 0 && delivery.Type.EndsWith(_hangs, StringComparison.Ordinal);
        var status = hangs ? 0 : _refuses ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status202Accepted;
        context.Response.StatusCode = status == 0 ? StatusCodes.Status202Accepted : status;
        _came.Enqueue(delivery with { Status = status });
        _changed.Release();
        if (hangs)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
    }
}
