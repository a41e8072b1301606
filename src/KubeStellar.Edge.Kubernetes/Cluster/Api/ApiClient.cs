namespace KubeStellar.Edge.Kubernetes.Cluster.Api;

/// <summary>
/// Requests in JSON bytes. Whatever goes wrong on the way is a reply with code 0, not an exception. A request is sent again at once when the connection broke
/// under it, when credentials were renewed, and when the server asked for a short pause; everything else is the caller's to try again.
/// </summary>
internal sealed class ApiClient(ConnectionKeeper connections, RetryGate gate, TimeSpan limit, string daemon, TimeProvider time)
{
    private const int MaxAttempts = 4;
    private static readonly TimeSpan DefaultPause = TimeSpan.FromSeconds(1);

    private readonly string _agent = $"kse/{daemon}";
    private long _sent;

    /// <summary>Requests sent since the start, watches included.</summary>
    internal long Sent => Interlocked.Read(ref _sent);

    /// <summary>For people: where settings are read from.</summary>
    internal string Place => connections.Place;

    /// <summary>Sends a request and reads the answer whole.</summary>
    internal async Task<ApiReply> SendAsync(ApiRequest request, CancellationToken token)
    {
        var (reply, stream) = await OpenAsync(request, whole: true, token);
        stream?.Dispose();
        return reply;
    }

    /// <summary>Sends a request and hands over the body as a stream when it is answered well; the stream is the caller's to dispose of.</summary>
    internal async Task<(ApiReply Reply, HttpResponseMessage? Open)> StreamAsync(ApiRequest request, CancellationToken token) => await OpenAsync(request, whole: false, token);

    private async Task<(ApiReply, HttpResponseMessage?)> OpenAsync(ApiRequest request, bool whole, CancellationToken token)
    {
        var renewed = false;
        for (var attempt = 1; ; attempt++)
        {
            if (await gate.PassAsync(token) is { } held)
            {
                return (new ApiReply(429, default, "the server asked to wait") { RetryAfter = held }, null);
            }

            ApiConnection connection;
            try
            {
                connection = await connections.GetAsync(token);
            }
            catch (AccessException error)
            {
                return (ApiReply.None(error.Message), null);
            }

            var (reply, open, broken) = await OnceAsync(connection, request, whole, token);
            if ((reply.Code == 401 || broken is Broken.Trust) && !renewed && await connections.RenewAsync(connection, token))
            {
                renewed = true;
                continue;
            }

            if (reply is { Code: 429 } or { Code: 503, RetryAfter: not null })
            {
                // An API behind the server that is down says 503, a storage that is not ready yet 429, each as a Status: neither is the server. When its own
                // queues are full it answers in plain text, before anything that knows of objects is asked.
                var pause = reply.RetryAfter ?? DefaultPause;
                if (reply.Code == 429 && !reply.MediaType.Contains("json", StringComparison.Ordinal))
                {
                    gate.Hold(pause);
                }
                else if (attempt < MaxAttempts && pause <= RetryGate.Short)
                {
                    await Task.Delay(pause, time, token);
                }

                if (attempt < MaxAttempts && pause <= RetryGate.Short)
                {
                    continue;
                }
            }

            if (broken is Broken.Link && attempt == 1)
            {
                continue;
            }

            return (reply, open);
        }
    }

    private async Task<(ApiReply, HttpResponseMessage?, Broken)> OnceAsync(ApiConnection connection, ApiRequest request, bool whole, CancellationToken token)
    {
        var within = limit * request.Patience;
        using var late = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, late.Token);
        HttpResponseMessage? response = null;
        try
        {
            Interlocked.Increment(ref _sent);
            response = await connection.SendAsync(request, _agent, either.Token);
            var code = (int)response.StatusCode;
            if (!whole && response.IsSuccessStatusCode)
            {
                var open = response;
                response = null;
                return (new ApiReply(code, default), open, Broken.Not);
            }

            var body = await response.Content.ReadAsByteArrayAsync(either.Token);
            return (new ApiReply(code, body) { MediaType = response.Content.Headers.ContentType?.ToString() ?? "", RetryAfter = After(response) }, null, Broken.Not);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return (ApiReply.None($"{connection.Settings.Server.Authority} did not answer within {within.TotalSeconds:0} s"), null, Broken.Not);
        }
        catch (Exception error) when (TransportFaults.Is(error))
        {
            return (ApiReply.None($"{connection.Settings.Server.Authority}: {TransportFaults.Words(error)}"), null, TransportFaults.IsTrust(error) ? Broken.Trust : Broken.Link);
        }
        finally
        {
            response?.Dispose();
        }
    }

    private TimeSpan? After(HttpResponseMessage response) => Asked(response) is { } asked ? asked < RetryGate.Longest ? asked : RetryGate.Longest : null;

    private TimeSpan? Asked(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date - time.GetUtcNow() is var wait && wait > TimeSpan.Zero => wait,
        _ => null,
    };

    private enum Broken
    {
        Not,
        Link,
        Trust,
    }
}
