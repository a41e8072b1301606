using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Nats.Connection;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Standby;

/// <summary>
/// Tells the hub that publishes that this one waits. Nobody waits for that: while the server is away nothing is said, and who hears nothing knows no more than that. Not for use by several threads.
/// </summary>
public sealed class StandbyVoice : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly HubConnection _hub;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ending = new();
    private Task _last = Task.CompletedTask;
    private long? _said;

    internal StandbyVoice(HubConnection hub, TimeProvider time) => (_hub, _time) = (hub, time);

    /// <summary>How often it is said.</summary>
    public static TimeSpan Pace { get; } = TimeSpan.FromSeconds(5);

    /// <summary>To be called at each look at the lease; says something once in <see cref="Pace"/>, and returns at once.</summary>
    public void Say(StandbyHello hello)
    {
        if (!_last.IsCompleted || (_said is { } said && _time.GetElapsedTime(said) < Pace))
        {
            return;
        }

        _said = _time.GetTimestamp();
        _last = SendAsync(JsonSerializer.SerializeToUtf8Bytes(hello, ContractsJson.Default.StandbyHello));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _last;
        _ending.Dispose();
    }

    private async Task SendAsync(byte[] hello)
    {
        using var deadline = Deadline.After(Patience, _time, _ending.Token);
        try
        {
            await (await _hub.OpenAsync(deadline.Token)).PublishAsync(Subjects.StandbyHello, hello, cancellationToken: deadline.Token);
        }
        catch (Exception e) when (e is NatsException or BucketUnavailableException or OperationCanceledException)
        {
            // The server is away; the next look says it again.
        }
    }
}
