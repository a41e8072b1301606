using System.Collections.Concurrent;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Nats.Connection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using NATS.Client.Services;

namespace KubeStellar.Edge.Nats.Api;

/// <summary>The hub's API as a NATS micro service (https://docs.nats.io/using-nats/nex/getting-started, ADR-32): <c>nats micro info kse</c> shows it.</summary>
internal sealed class ApiService(HubConnection hub, IApiHandler handler, TimeProvider time, ILogger<ApiService> logger) : BackgroundService
{
    private const int Concurrency = 32;
    private const int PerUser = 8;
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _slots = new(Concurrency);
    private readonly TaskCompletionSource _serving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, int> _busy = new(StringComparer.Ordinal);
    private NatsConnection? _connection;
    private CancellationToken _stopping;

    /// <summary>Completes when every endpoint is subscribed.</summary>
    public Task Serving => _serving.Task;

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stopping = stoppingToken;
        return hub.ServeAsync(connection => ServeAsync(connection, stoppingToken), logger.NotServing, stoppingToken);
    }

    private async Task ServeAsync(NatsConnection connection, CancellationToken stoppingToken)
    {
        _connection = connection;
        var version = typeof(ApiService).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
        await using var service = await new NatsSvcContext(connection).AddServiceAsync(
            new NatsSvcConfig("kse", version) { Description = "KubeStellar.Edge hub", QueueGroup = hub.Group }, stoppingToken);
        foreach (var verb in ApiVerbs.All)
        {
            await service.AddEndpointAsync<byte[]>(
                message => TakeAsync(verb, message), verb, Subjects.ApiEndpoint(verb), hub.Group, null, NatsRawSerializer<byte[]>.Default, stoppingToken);
            await service.AddEndpointAsync<byte[]>(
                message => TakeUsersAsync(verb, message), verb + "-of-users", Subjects.Api("*", verb, "*"), hub.Group, null, NatsRawSerializer<byte[]>.Default, stoppingToken);
        }

        await connection.PingAsync(stoppingToken);
        logger.Serving();
        _serving.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Hands the request to a task of its own: an endpoint takes its requests one by one, and a long one must not hold the others up.</summary>
    private async ValueTask TakeAsync(string verb, NatsSvcMsg<byte[]> message, Action? done = null)
    {
        await _slots.WaitAsync(_stopping);
        _ = Task.Run(
            async () =>
            {
                try
                {
                    await AnswerAsync(verb, message);
                }
                finally
                {
                    _slots.Release();
                    done?.Invoke();
                }
            },
            CancellationToken.None);
    }

    /// <summary>
    /// The request of a user with roles. It is answered where only that user hears it: an answer that went where the request wishes could be written over somebody's record. And one user has no more
    /// requests under way than leave others their share.
    /// </summary>
    private async ValueTask TakeUsersAsync(string verb, NatsSvcMsg<byte[]> message)
    {
        var user = UserOf(message.Subject)!;
        if (message.ReplyTo is not { } reply || !reply.StartsWith(Subjects.UserInboxPrefix(user) + ".", StringComparison.Ordinal))
        {
            logger.ForeignReply(verb, user);
        }
        else if (_busy.AddOrUpdate(user, 1, static (_, count) => count + 1) > PerUser)
        {
            Done(user);
            await SendAsync(verb, message, Bytes(Error("busy", $"{PerUser} requests of this user are being answered already; wait for one of them")));
        }
        else
        {
            await TakeAsync(verb, message, () => Done(user));
        }
    }

    private void Done(string user)
    {
        if (_busy.AddOrUpdate(user, 0, static (_, count) => count - 1) == 0)
        {
            _busy.TryRemove(KeyValuePair.Create(user, 0));
        }
    }

    private async Task AnswerAsync(string verb, NatsSvcMsg<byte[]> message)
    {
        byte[] body;
        try
        {
            // kse.api.<workspace>.<verb>, and the user where it is one with roles, by the subscription.
            var caller = new ApiCaller(ActorHeader.Read(message.Headers), UserOf(message.Subject), ActorHeader.Issuer(message.Headers));
            body = Bytes(await handler.HandleAsync(message.Subject.Split('.')[2], verb, message.Data ?? [], caller, _stopping));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            logger.Failed(e, verb);
            body = Bytes(Error("internal", "The hub could not handle the request; its log says why."));
        }

        await SendAsync(verb, message, body);
    }

    private async Task SendAsync(string verb, NatsSvcMsg<byte[]> message, byte[] body)
    {
        if (_connection?.ServerInfo is { MaxPayload: > 0 and var limit } && body.Length > limit - 1024)
        {
            logger.TooLarge(verb, body.Length);
            body = Bytes(Error("internal", $"The answer has {body.Length} bytes, more than the server's max_payload of {limit}; ask for less (--limit, a name or a selector)."));
        }

        using var deadline = Deadline.After(SendTimeout, time, _stopping);
        try
        {
            await message.ReplyAsync(body, serializer: NatsRawSerializer<byte[]>.Default, cancellationToken: deadline.Token);
        }
        catch (Exception e) when (e is NatsException or OperationCanceledException)
        {
            logger.NotSent(e, verb);
        }
    }

    private static string? UserOf(string subject) => subject.Split('.') is [_, _, _, _, var user] ? user : null;

    private static byte[] Bytes(ApiReply reply) => JsonSerializer.SerializeToUtf8Bytes(reply, ContractsJson.Default.ApiReply);

    private static ApiReply Error(string code, string message) => new() { Error = new ApiError(code, message, []) };
}
