using System.Globalization;
using System.Text;
using KubeStellar.Edge.TestKit.Cluster.Credentials;
using KubeStellar.Edge.TestKit.Cluster.Fake.Rest;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace KubeStellar.Edge.TestKit.Cluster.Proxy;

/// <summary>Passes one request on, byte by byte, or does to it what its fault says.</summary>
internal sealed class ProxyForwarder : IDisposable
{
    private static readonly HashSet<string> Hop = new(StringComparer.OrdinalIgnoreCase) { "Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "Host", "Proxy-Connection", "TE" };
    private readonly ApiServer _server;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _upstream;
    private volatile TaskCompletionSource? _stall;
    private TaskCompletionSource _holding = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ProxyForwarder(ApiServer server, TimeProvider time)
    {
        (_server, _time) = (server, time);
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false };
        handler.SslOptions.RemoteCertificateValidationCallback = TestCa.Trust(() => server.Authority);
        _upstream = new HttpMessageInvoker(handler);
    }

    internal bool Stalled
    {
        get => _stall is not null;
        set
        {
            if (value && _stall is null)
                _holding = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (value)
                _stall ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            else
                Interlocked.Exchange(ref _stall, null)?.TrySetResult();
        }
    }

    /// <summary>Completes when something is held back.</summary>
    internal Task Holding => _holding.Task;

    public void Dispose() => _upstream.Dispose();

    internal static ProxiedRequest Describe(HttpRequest request)
    {
        var asked = ApiRequest.Read(request);
        var type = request.ContentType ?? "";
        return new ProxiedRequest
        {
            Method = request.Method,
            Path = request.Path.Value ?? "",
            Query = request.QueryString.Value ?? "",
            UserAgent = request.Headers.UserAgent.ToString(),
            Accept = request.Headers.Accept.ToString(),
            ContentType = type,
            Verb = asked is null ? "other" : type.StartsWith("application/apply-patch", StringComparison.Ordinal) ? "apply" : asked.Verb,
            Resource = asked is null ? "" : asked.Sub.Length == 0 ? asked.Resource : $"{asked.Resource}/{asked.Sub}",
        };
    }

    internal async Task HandleAsync(HttpContext context, ProxiedRequest request, ProxyFault? fault)
    {
        try
        {
            switch (fault)
            {
                case ProxyFault.Reply reply:
                    request.Status = reply.Code;
                    if (reply.RetryAfter is { } seconds)
                        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
                    await Answer.WriteAsync(context, reply.Code, Encoding.UTF8.GetBytes(reply.Body), reply.Body.StartsWith('{') ? "application/json" : "text/plain");
                    break;
                case ProxyFault.Silence:
                    await Task.Delay(Timeout.InfiniteTimeSpan, _time, context.RequestAborted);
                    break;
                default:
                    if (fault is ProxyFault.Delay delay)
                        await Task.Delay(delay.Time, _time, context.RequestAborted);
                    await ForwardAsync(context, request, fault);
                    break;
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away, or its connection was cut.
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // The server is away: so is the connection to it.
            context.Abort();
        }
        finally
        {
            request.Ended = true;
        }
    }

    private async Task ForwardAsync(HttpContext context, ProxiedRequest request, ProxyFault? fault)
    {
        using var message = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(_server.Url, request.Path + request.Query));
        if (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0 || context.Request.ContentType is not null)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            request.Received(body.Length);
            message.Content = new ByteArrayContent(body.ToArray());
        }

        foreach (var (name, values) in context.Request.Headers)
        {
            if (!Hop.Contains(name) && !name.StartsWith(':') && !message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values) && name != "Content-Length")
                message.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        using var response = await _upstream.SendAsync(message, context.RequestAborted);
        if (fault is ProxyFault.Swallow)
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, context.RequestAborted);
        await StallAsync(context);
        request.Status = context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            if (!Hop.Contains(name))
                context.Response.Headers[name] = values.ToArray();
        }

        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await context.Response.StartAsync(context.RequestAborted);
        await CopyAsync(context, request, await response.Content.ReadAsStreamAsync(context.RequestAborted), (fault as ProxyFault.Cut)?.After ?? long.MaxValue);
    }

    private async Task CopyAsync(HttpContext context, ProxiedRequest request, Stream from, long left)
    {
        var buffer = new byte[32 * 1024];
        await context.Response.Body.FlushAsync(context.RequestAborted);
        while (await from.ReadAsync(buffer, context.RequestAborted) is var count and > 0)
        {
            await StallAsync(context);
            var take = (int)Math.Min(count, left);
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, take), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            request.Sent(take);
            left -= take;
            if (left > 0)
                continue;
            context.Abort();
            return;
        }
    }

    private async Task StallAsync(HttpContext context)
    {
        while (_stall is { } stall)
        {
            _holding.TrySetResult();
            await stall.Task.WaitAsync(context.RequestAborted);
        }
    }
}
