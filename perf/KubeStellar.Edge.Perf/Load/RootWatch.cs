using System.Diagnostics;
using KubeStellar.Edge.Contracts.Wire;
using NATS.Client.Core;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>
/// Sees when an edit is durable for everyone: every edge's root was republished (which happens after it is stored), and the hub wrote the
/// rollout record, which it does after all roots were acknowledged.
/// </summary>
internal sealed class RootWatch : IAsyncDisposable
{
    private readonly int _edges;
    private readonly HashSet<string> _seen = [];
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _readers = [];
    private TaskCompletionSource<long> _done = new();
    private bool _rollout;

    private RootWatch(int edges) => _edges = edges;

    /// <summary>Bytes of roots since <see cref="Arm"/>.</summary>
    public int RootBytes { get; private set; }

    /// <summary>Bytes of everything else the hub wrote since <see cref="Arm"/>.</summary>
    public int OtherBytes { get; private set; }

    public static async Task<RootWatch> StartAsync(NatsConnection connection, int edges, CancellationToken token)
    {
        var watch = new RootWatch(edges);
        await watch.ReadAsync(connection, Subjects.Root("*"), watch.Root, token);
        foreach (var bucket in new[] { Buckets.Workloads, Buckets.Content, Buckets.Policies, Buckets.Rollouts })
            await watch.ReadAsync(connection, Buckets.SubjectOf(bucket, ">"), watch.Other, token);
        await connection.PingAsync(token);
        return watch;
    }

    public void Arm()
    {
        lock (_lock)
        {
            _seen.Clear();
            RootBytes = 0;
            OtherBytes = 0;
            _rollout = false;
            _done = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Timestamp at which the last of them was there.</summary>
    public Task<long> AllAsync(CancellationToken token) => _done.Task.WaitAsync(token);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_readers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ReadAsync(NatsConnection connection, string subject, Action<string, int> take, CancellationToken token)
    {
        var sub = await connection.SubscribeCoreAsync<NatsMemoryOwner<byte>>(subject, opts: new NatsSubOpts { ChannelOpts = new NatsSubChannelOpts { Capacity = 100_000 } }, cancellationToken: token);
        _readers.Add(Task.Run(async () =>
        {
            await using (sub)
            {
                await foreach (var msg in sub.Msgs.ReadAllAsync(_stop.Token))
                {
                    var size = msg.Data.Length;
                    msg.Data.Dispose();
                    take(msg.Subject, size);
                }
            }
        }, CancellationToken.None));
    }

    private void Root(string subject, int size)
    {
        lock (_lock)
        {
            RootBytes += size;
            _seen.Add(subject);
            Check();
        }
    }

    private void Other(string subject, int size)
    {
        lock (_lock)
        {
            OtherBytes += size;
            _rollout |= subject.StartsWith(Buckets.SubjectOf(Buckets.Rollouts, ""), StringComparison.Ordinal);
            Check();
        }
    }

    private void Check()
    {
        if (_seen.Count >= _edges && _rollout)
            _done.TrySetResult(Stopwatch.GetTimestamp());
    }
}
