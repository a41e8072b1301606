using System.Buffers;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using KubeStellar.Edge.Nats.Connection;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Api;

/// <summary>
/// Hears subjects: plain subscriptions, which the client makes again after a reconnect. What was missed meanwhile is not told; whoever listens reads from where they were.
/// </summary>
/// <param name="connection">The connection.</param>
/// <param name="subjects">What to hear.</param>
/// <param name="first">What to hand on as soon as it is certain that all from there on is heard: what was before may have changed.</param>
/// <param name="told">What to hand on of a message: of its subject and body; null for nothing.</param>
/// <param name="time">Clock.</param>
internal sealed class SubjectWatch(NatsConnection connection, IReadOnlyList<string> subjects, string first, Func<string, ReadOnlySequence<byte>, string?> told, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken token)
    {
        var heard = Channel.CreateBounded<string>(new BoundedChannelOptions(64) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });
        var subscriptions = subjects.Select(subject => new InlineSubscription(connection, subject, null, (string from, string? reply, in ReadOnlySequence<byte> body) =>
        {
            if (told(from, body) is { } text)
            {
                heard.Writer.TryWrite(text);
            }
        })).ToList();
        try
        {
            foreach (var subscription in subscriptions)
            {
                while (!await SubscribeAsync(subscription, token))
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), time, token);
                }
            }

            yield return first;
            await foreach (var text in heard.Reader.ReadAllAsync(token))
            {
                yield return text;
            }
        }
        finally
        {
            foreach (var subscription in subscriptions)
            {
                await subscription.DisposeAsync();
            }
        }
    }

    private async Task<bool> SubscribeAsync(InlineSubscription subscription, CancellationToken token)
    {
        using var deadline = Deadline.After(Patience, time, token);
        try
        {
            await connection.AddSubAsync(subscription, deadline.Token);
            await connection.PingAsync(deadline.Token);
            return true;
        }
        catch (Exception e) when (e is NatsException || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            return false;
        }
    }
}
