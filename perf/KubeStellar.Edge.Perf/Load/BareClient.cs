using System.Diagnostics;
using System.Globalization;
using NATS.Client.Core;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>
/// The floor: a bare client that publishes the same number of messages of the same size to the same server, with the same acknowledgements and compare-and-set,
/// by the fastest of the ways there are (one inbox for all acknowledgements and a window; atomic batches).
/// </summary>
internal sealed class BareClient(NatsConnection connection)
{
    private const string Stream = "BENCH_floor";
    private const int BatchSize = 1000;
    private const int Window = 4096;

    private bool _republish = true;

    /// <summary>Makes the stream with the settings of the root bucket, or of one that republishes nothing.</summary>
    public async Task CreateAsync(bool atomic, CancellationToken token, bool republish = true)
    {
        _republish = republish;
        var member = republish ? ",\"republish\":{\"src\":\"bench.floor.*\",\"dest\":\"bench.heard.{{wildcard(1)}}\"}" : "";
        var atomicMember = atomic ? ",\"allow_atomic\":true" : "";
        await RequestAsync($"$JS.API.STREAM.DELETE.{Stream}", "", token);
        var made = await RequestAsync($"$JS.API.STREAM.CREATE.{Stream}", $$$"""
            {"name":"{{{Stream}}}","subjects":["bench.floor.*"],"retention":"limits","storage":"file","max_msgs_per_subject":1,"discard":"new","allow_direct":true,
             "allow_rollup_hdrs":false,"deny_delete":true,"deny_purge":true,"num_replicas":1{{{member}}}{{{atomicMember}}}}
            """, token);
        if (made.Contains("\"error\"", StringComparison.Ordinal))
            throw new InvalidOperationException("the floor's stream: " + made);
    }

    /// <summary>One round: seconds until every message is acknowledged and, where it is republished, was heard.</summary>
    /// <param name="count">Messages.</param>
    /// <param name="size">Bytes each.</param>
    /// <param name="revisions">Expected revisions, replaced by the new ones.</param>
    /// <param name="atomic">In atomic batches.</param>
    /// <param name="token">Cancels.</param>
    public async Task<double> RoundAsync(int count, int size, ulong[] revisions, bool atomic, CancellationToken token)
    {
        var payload = new byte[size];
        payload.AsSpan().Fill((byte)'x');
        var inbox = $"bench.acks.{Guid.NewGuid():n}"; // outside the client's own inbox, which swallows wildcards
        var acks = 0;
        var expectedAcks = atomic ? (count + BatchSize - 1) / BatchSize : count;
        TaskCompletionSource acked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using SemaphoreSlim window = new(Window);
        await using var ackSub = await connection.SubscribeCoreAsync<NatsMemoryOwner<byte>>(inbox + ".*", cancellationToken: token);
        await using var heardSub = await connection.SubscribeCoreAsync<NatsMemoryOwner<byte>>("bench.heard.*", opts: new NatsSubOpts { ChannelOpts = new() { Capacity = count + 10 } }, cancellationToken: token);
        var readAcks = Task.Run(async () =>
        {
            await foreach (var msg in ackSub.Msgs.ReadAllAsync(token))
            {
                using var owner = msg.Data;
                var number = int.Parse(msg.Subject.AsSpan(inbox.Length + 1), CultureInfo.InvariantCulture);
                var sequence = Sequence(owner.Span);
                if (atomic)
                {
                    for (var i = Math.Min(count, (number + 1) * BatchSize) - 1; i >= number * BatchSize; i--)
                        revisions[i] = sequence--;
                }
                else
                {
                    revisions[number] = sequence;
                    window.Release();
                }

                if (++acks == expectedAcks)
                    acked.TrySetResult();
            }
        }, token);
        var readHeard = Task.Run(async () =>
        {
            var n = 0;
            await foreach (var msg in heardSub.Msgs.ReadAllAsync(token))
            {
                msg.Data.Dispose();
                if (++n == count)
                    heard.TrySetResult();
            }
        }, token);
        await connection.PingAsync(token);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var headers = new NatsHeaders { ["Nats-Expected-Last-Subject-Sequence"] = revisions[i].ToString(CultureInfo.InvariantCulture) };
            string? reply = null;
            if (atomic)
            {
                headers["Nats-Batch-Id"] = string.Create(CultureInfo.InvariantCulture, $"{inbox[^8..]}-{i / BatchSize}");
                headers["Nats-Batch-Sequence"] = ((i % BatchSize) + 1).ToString(CultureInfo.InvariantCulture);
                if (i % BatchSize == BatchSize - 1 || i == count - 1)
                {
                    headers["Nats-Batch-Commit"] = "1";
                    reply = string.Create(CultureInfo.InvariantCulture, $"{inbox}.{i / BatchSize}");
                }
            }
            else
            {
                await window.WaitAsync(token);
                reply = string.Create(CultureInfo.InvariantCulture, $"{inbox}.{i}");
            }

            await connection.PublishAsync(string.Create(CultureInfo.InvariantCulture, $"bench.floor.e{i}"), payload, headers, reply, cancellationToken: token);
        }

        await acked.Task.WaitAsync(token);
        if (_republish)
            await heard.Task.WaitAsync(token);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await ackSub.UnsubscribeAsync();
        await heardSub.UnsubscribeAsync();
        await readAcks;
        await readHeard;
        return seconds;
    }

    private static ulong Sequence(ReadOnlySpan<byte> ack)
    {
        var text = System.Text.Encoding.UTF8.GetString(ack);
        var at = text.IndexOf("\"seq\":", StringComparison.Ordinal);
        if (at < 0)
            throw new InvalidOperationException("the floor's publish was refused: " + text);
        var rest = text.AsSpan(at + 6).TrimStart();
        return ulong.Parse(rest[..rest.IndexOfAnyExceptInRange('0', '9')], CultureInfo.InvariantCulture);
    }

    private async Task<string> RequestAsync(string subject, string body, CancellationToken token)
    {
        var reply = await connection.RequestAsync<string, string>(subject, body, cancellationToken: token);
        return reply.Data ?? "";
    }
}
