using System.Buffers;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using KubeStellar.Edge.Nats.Connection;
using NATS.Client.Core;
using Names = KubeStellar.Edge.Contracts.Wire.Buckets;

namespace KubeStellar.Edge.Nats.Api;

/// <summary>
/// Says that there are new audit events: a plain subscription, which the client makes again after a reconnect. What was missed meanwhile is not told; whoever listens reads the
/// stream from where they were.
/// </summary>
internal sealed class EventWatch(NatsConnection connection, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken token)
    {
        var subjects = Channel.CreateBounded<string>(new BoundedChannelOptions(64) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });
        await using var subscription = new InlineSubscription(
            connection, Names.EventSubjects, null, (string subject, string? reply, in ReadOnlySequence<byte> body) => subjects.Writer.TryWrite(subject));
        while (!await SubscribeAsync(subscription, token))
        {
            await Task.Delay(TimeSpan.FromSeconds(1), time, token);
        }

        await foreach (var subject in subjects.Reader.ReadAllAsync(token))
        {
            yield return subject;
        }
    }

    private async Task<bool> SubscribeAsync(InlineSubscription subscription, CancellationToken token)
    {
        using var deadline = Deadline.After(Patience, time, token);
        try
        {
            await connection.AddSubAsync(subscription, deadline.Token);
            return true;
        }
        catch (Exception e) when (e is NatsException || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            return false;
        }
    }
}
