using KubeStellar.Edge.Contracts.Wire;
using NATS.Client.Core;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>Counts what comes up to a hub, and what it stores of statuses, while it is open: payloads, without subjects and headers.</summary>
internal sealed class RootBytes : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _readers = [];
    private long _received;
    private long _stored;
    private long _messages;

    /// <summary>Bytes of what edges or regions said: reports, heartbeats, facts, requests.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Bytes written of it: reports, partials, summaries.</summary>
    public long Stored => Interlocked.Read(ref _stored);

    /// <summary>Messages of both.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    public static async Task<RootBytes> OpenAsync(NatsConnection connection, CancellationToken token)
    {
        var bytes = new RootBytes();
        await bytes.ReadAsync(connection, Subjects.AllUp, size => Interlocked.Add(ref bytes._received, size), token);
        foreach (var bucket in new[] { Buckets.Status, Buckets.Heads, Buckets.Partials, Buckets.Summaries })
            await bytes.ReadAsync(connection, Buckets.SubjectOf(bucket, ">"), size => Interlocked.Add(ref bytes._stored, size), token);
        await connection.PingAsync(token);
        return bytes;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_readers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ReadAsync(NatsConnection connection, string subject, Action<int> take, CancellationToken token)
    {
        var sub = await connection.SubscribeCoreAsync<NatsMemoryOwner<byte>>(subject, opts: new NatsSubOpts { ChannelOpts = new NatsSubChannelOpts { Capacity = 200_000 } }, cancellationToken: token);
        _readers.Add(Task.Run(async () =>
        {
            await using (sub)
            {
                await foreach (var msg in sub.Msgs.ReadAllAsync(_stop.Token))
                {
                    take(msg.Data.Length);
                    Interlocked.Increment(ref _messages);
                    msg.Data.Dispose();
                }
            }
        }, CancellationToken.None));
    }
}
