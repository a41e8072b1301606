using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Connection;

/// <summary>The hub's one connection, made at its first use and kept by the client from then on.</summary>
internal sealed class HubConnection(IOptions<HubNatsOptions> options, ILoggerFactory loggers, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Reply subjects of the hub. No edge can have this id (capitals), so that no edge may hear them.</summary>
    public const string InboxPrefix = "_INBOX.KSE_HUB";

    // What a handshake needs of a process that never made one, where everything starts at once.
    private static readonly TimeSpan FirstHandshake = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan NoServerPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AgainAfter = TimeSpan.FromMilliseconds(250);
    private readonly SemaphoreSlim _gate = new(1);
    private NatsConnection? _connection;

    /// <summary>
    /// The group under which this process hears edges and people. Only the hub that publishes hears them at all, so it is a group of one: what a hub that hangs has
    /// subscribed takes no message away from the hub that took its place.
    /// </summary>
    public string Group { get; } = $"{Subjects.HubQueue}-{Guid.NewGuid():n}";

    /// <summary>Version of the server that the hub is connected to, or was last; empty before the first connection.</summary>
    public string ServerVersion => _connection?.ServerInfo?.Version ?? "";

    /// <summary>The connection; open, or trying again.</summary>
    /// <exception cref="BucketUnavailableException">No server within the time of a request and of a first TLS handshake.</exception>
    /// <exception cref="Server.ServerException">The server is too old.</exception>
    public async ValueTask<NatsConnection> OpenAsync(CancellationToken token)
    {
        if (_connection is { } open)
        {
            return open;
        }

        await _gate.WaitAsync(token);
        try
        {
            return _connection ??= await ConnectAsync(token);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>
    /// Has somebody serve on the connection, however long the server takes to be there. One that goes while that is set up, between a subscription and the answer that it has it, is no reason to end:
    /// it is set up anew.
    /// </summary>
    /// <param name="serve">Subscribes and serves until the token says no more; disposes of its subscriptions when it throws.</param>
    /// <param name="failed">Told of each attempt that failed.</param>
    /// <param name="token">Ends it.</param>
    public async Task ServeAsync(Func<NatsConnection, Task> serve, Action<Exception> failed, CancellationToken token)
    {
        while (true)
        {
            try
            {
                await serve(await OpenAsync(token));
                return;
            }
            catch (Exception e) when (!token.IsCancellationRequested && e is BucketUnavailableException or NatsException or OperationCanceledException)
            {
                failed(e);
                await Task.Delay(e is BucketUnavailableException ? NoServerPause : AgainAfter, time, token);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            await connection.DisposeAsync();
        }

        _gate.Dispose();
    }

    private async Task<NatsConnection> ConnectAsync(CancellationToken token)
    {
        var endpoint = options.Value.Endpoint ?? throw new InvalidOperationException("no NATS endpoint is configured");
        var connection = NatsConnector.Create(endpoint with { InboxPrefix = InboxPrefix }, loggers);
        try
        {
            await connection.ConnectAsync().AsTask().WaitAsync(options.Value.RequestTimeout + FirstHandshake, time, token);
            NatsConnector.CheckVersion(connection.ServerInfo);
            return connection;
        }
        catch (Exception e)
        {
            await connection.DisposeAsync();
            if (e is NatsException or TimeoutException)
            {
                throw new BucketUnavailableException($"no connection to {string.Join(", ", endpoint.Urls())}: {NatsConnector.Why(e, endpoint)}", e);
            }

            throw;
        }
    }
}
