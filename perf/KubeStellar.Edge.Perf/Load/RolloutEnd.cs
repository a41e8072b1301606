using System.Diagnostics;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using NATS.Client.Core;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>Sees how a policy's rollout stands, by its record as the hub writes it.</summary>
internal sealed class RolloutEnd : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private Task _reader = Task.CompletedTask;
    private TaskCompletionSource<(long At, RolloutRecord Record)> _written = new();
    private TaskCompletionSource<(long At, RolloutRecord Record)> _complete = new();

    public static async Task<RolloutEnd> StartAsync(NatsConnection connection, CancellationToken token)
    {
        var end = new RolloutEnd();
        var sub = await connection.SubscribeCoreAsync<byte[]>(Buckets.SubjectOf(Buckets.Rollouts, ">"), cancellationToken: token);
        end._reader = Task.Run(async () =>
        {
            await using (sub)
            {
                await foreach (var msg in sub.Msgs.ReadAllAsync(end._stop.Token))
                    end.Take(JsonSerializer.Deserialize(msg.Data, ContractsJson.Default.RolloutRecord)!);
            }
        }, CancellationToken.None);
        await connection.PingAsync(token);
        return end;
    }

    /// <summary>Forgets what was seen: when a record is next written, and when one next says that its rollout is complete.</summary>
    public (Task<(long At, RolloutRecord Record)> Written, Task<(long At, RolloutRecord Record)> Complete) Arm()
    {
        lock (_lock)
        {
            _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return (_written.Task, _complete.Task);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reader.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private void Take(RolloutRecord record)
    {
        lock (_lock)
        {
            _written.TrySetResult((Stopwatch.GetTimestamp(), record));
            if (record.Progress is { Phase: RolloutPhase.Complete })
                _complete.TrySetResult((Stopwatch.GetTimestamp(), record));
        }
    }
}
