using System.Buffers;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Gateway;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Standby;

/// <summary>Hears hubs that wait. What comes too fast, is too long or no such record is dropped where the connection reads it.</summary>
internal sealed class StandbyListener(HubConnection hub, IStandbyHearing standbys, TimeProvider time, ILogger<StandbyListener> logger) : BackgroundService
{
    private const int MostBytes = 4096;
    private readonly SharedRate _hellos = new(100, 200, time);
    private readonly SharedRate _told = new(1.0 / 60, 1, time);
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the server has the subscription.</summary>
    public Task Listening => _listening.Task;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => hub.ServeAsync(connection => ListenAsync(connection, stoppingToken), logger.NotListening, stoppingToken);

    private async Task ListenAsync(NatsConnection connection, CancellationToken stoppingToken)
    {
        await using var hellos = new InlineSubscription(connection, Subjects.StandbyHello, null, OnHello);
        await connection.AddSubAsync(hellos, stoppingToken);
        await connection.PingAsync(stoppingToken);
        _listening.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void OnHello(string subject, string? reply, in ReadOnlySequence<byte> body)
    {
        if (_hellos.Take() > TimeSpan.Zero || Refusal(body) is not { } why || _told.Take() > TimeSpan.Zero)
        {
            return;
        }

        logger.NotHeard(why);
    }

    private string? Refusal(in ReadOnlySequence<byte> body)
    {
        if (body.Length > MostBytes)
        {
            return $"it has {body.Length} bytes, and {MostBytes} are allowed";
        }

        try
        {
            return WireJson.Read(body.ToArray(), ContractsJson.Default.StandbyHello) is { } hello ? standbys.Heard(hello) : "it is null";
        }
        catch (JsonException)
        {
            return "it is no such record";
        }
    }
}
