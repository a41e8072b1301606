using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using KubeStellar.Edge.Nats.Connection;
using NATS.Client.Core;
using Names = KubeStellar.Edge.Contracts.Wire.Buckets;

namespace KubeStellar.Edge.Nats.Api;

/// <summary>
/// Watches a bucket by an ephemeral push consumer of our own. The client's consumers end in silence after a restart of the server and resume above the
/// last sequence of a bucket that may have been wiped; this one is made anew, from the newest value of each key, whenever its heartbeats stop.
/// </summary>
internal sealed class BucketWatch(NatsConnection connection, string bucket, TimeProvider time)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(30);

    public async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken token)
    {
        while (true)
        {
            var keys = Channel.CreateBounded<string?>(new BoundedChannelOptions(4096) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
            var overflow = false;
            var inbox = "_INBOX.KSE_WATCH." + Guid.NewGuid().ToString("N");
            await using var subscription = new InlineSubscription(connection, inbox, null, (string subject, string? reply, in ReadOnlySequence<byte> body) =>
            {
                // Headers only: a message on the bucket's own subject is a key, anything else a heartbeat.
                overflow |= !keys.Writer.TryWrite(subject.StartsWith("$KV.", StringComparison.Ordinal) ? subject[Names.SubjectOf(bucket, "").Length..] : null);
            });
            if (await StartAsync(subscription, inbox, token))
            {
                while (!overflow)
                {
                    var (alive, key) = await NextAsync(keys.Reader, token);
                    if (!alive)
                    {
                        break;
                    }

                    if (key is not null)
                    {
                        yield return key;
                    }
                }
            }
            else
            {
                await Task.Delay(TimeSpan.FromSeconds(1), time, token);
            }
        }
    }

    private async Task<(bool Alive, string? Key)> NextAsync(ChannelReader<string?> keys, CancellationToken token)
    {
        if (keys.TryRead(out var ready))
        {
            return (true, ready);
        }

        using var deadline = Deadline.After(Silence, time, token);
        try
        {
            return (true, await keys.ReadAsync(deadline.Token));
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return (false, null);
        }
    }

    private async Task<bool> StartAsync(InlineSubscription subscription, string inbox, CancellationToken token)
    {
        var name = "kse-watch-" + Guid.NewGuid().ToString("N");
        var stream = Names.StreamOf(bucket);
        var config = $"\"name\":\"{name}\",\"deliver_subject\":\"{inbox}\",\"deliver_policy\":\"last_per_subject\",\"ack_policy\":\"none\",\"replay_policy\":\"instant\","
            + $"\"filter_subjects\":[\"{Names.SubjectOf(bucket, ">")}\"],\"headers_only\":true,\"idle_heartbeat\":{Nanoseconds(Heartbeat)},\"inactive_threshold\":{Nanoseconds(Forgotten)},\"mem_storage\":true,\"num_replicas\":1";
        var request = $"{{\"stream_name\":\"{stream}\",\"config\":{{{config}}}}}";
        using var deadline = Deadline.After(Silence, time, token);
        try
        {
            await connection.AddSubAsync(subscription, deadline.Token);
            var reply = await connection.RequestAsync<byte[], byte[]>(
                $"$JS.API.CONSUMER.CREATE.{stream}.{name}", Encoding.UTF8.GetBytes(request), cancellationToken: deadline.Token);
            return !Encoding.UTF8.GetString(reply.Data ?? []).Contains("\"error\":", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is NatsException || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            return false;
        }
    }

    private static string Nanoseconds(TimeSpan time) => ((long)time.TotalNanoseconds).ToString(CultureInfo.InvariantCulture);
}
