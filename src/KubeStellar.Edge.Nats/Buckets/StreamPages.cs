using System.Buffers;
using System.Globalization;
using KubeStellar.Edge.Nats.Connection;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Buckets;

/// <summary>
/// Reads a stream's messages from a sequence on by batched direct gets (https://github.com/nats-io/nats-architecture-and-design, ADR-31): pages of up to
/// 1,000 messages or 8 MiB. No consumer is left behind, and each page says how many messages follow it.
/// </summary>
internal sealed class StreamPages : NatsSubBase
{
    private const int PageBytes = 8 << 20;
    private const int PageMessages = 1000;
    private readonly Action<StreamMessage> _take;
    private TaskCompletionSource<PageEnd> _page = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StreamPages(INatsConnection connection, string inbox, Action<StreamMessage> take)
        : base(connection, connection.SubscriptionManager, inbox, null, null) => _take = take;

    /// <summary>Reads everything from a sequence on; returns the last sequence read.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="subjects">Which messages.</param>
    /// <param name="first">The first sequence.</param>
    /// <param name="take">Gets each message in order, where the connection reads it.</param>
    /// <param name="deadline">Time of one page.</param>
    /// <param name="time">The clock.</param>
    /// <param name="token">Cancels.</param>
    /// <param name="onePage">Whether to end after one page, though more follows.</param>
    public static async Task<ulong> ReadAsync(
        NatsConnection connection, string stream, string subjects, ulong first, Action<StreamMessage> take, TimeSpan deadline, TimeProvider time, CancellationToken token,
        bool onePage = false)
    {
        var inbox = "_INBOX.KSE_GET." + Guid.NewGuid().ToString("N");
        await using var pages = new StreamPages(connection, inbox, take);
        ulong last = first - 1;
        using (var subscribing = Deadline.After(deadline, time, token))
        {
            await connection.AddSubAsync(pages, subscribing.Token);
        }

        while (true)
        {
            using var limit = Deadline.After(deadline, time, token);
            var request = System.Text.Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"{{\"seq\":{last + 1},\"batch\":{PageMessages},\"max_bytes\":{PageBytes},\"next_by_subj\":\"{subjects}\"}}"));
            await connection.PublishAsync("$JS.API.DIRECT.GET." + stream, request, null, inbox, NatsRawSerializer<byte[]>.Default, null, limit.Token);
            var end = await pages._page.Task.WaitAsync(limit.Token);
            last = Math.Max(last, end.Last);
            if (end.Pending == 0 || onePage)
            {
                return last;
            }

            pages._page = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    protected override ValueTask ReceiveInternalAsync(
        string subject, string? replyTo, ReadOnlySequence<byte>? headersBuffer, ReadOnlySequence<byte> payloadBuffer)
    {
        try
        {
            var headers = new NatsHeaders();
            if (headersBuffer is not { } raw || !Connection.HeaderParser.ParseHeaders(new SequenceReader<byte>(raw), headers))
            {
                throw new NatsException("a message of the stream came without headers");
            }

            switch (headers.Code)
            {
                case 0 or 200:
                    _take(new StreamMessage(
                        headers["Nats-Subject"].ToString(), Number(headers, "Nats-Sequence"), headers["KV-Operation"].ToString() is "DEL" or "PURGE", payloadBuffer));
                    break;
                case 204:
                    _page.TrySetResult(new PageEnd(Number(headers, "Nats-Last-Sequence"), Number(headers, "Nats-Num-Pending")));
                    break;
                case 404:
                    _page.TrySetResult(new PageEnd(0, 0));
                    break;
                case 503:
                    throw new NatsNoRespondersException();
                default:
                    throw new NatsException($"the stream answered {headers.Code} {headers.MessageText}");
            }
        }
        catch (Exception e) when (e is NatsException or FormatException or OverflowException)
        {
            _page.TrySetException(e);
        }

        return ValueTask.CompletedTask;
    }

    protected override void TryComplete()
    {
    }

    private static ulong Number(NatsHeaders headers, string name) => ulong.Parse(headers[name].ToString(), NumberStyles.None, CultureInfo.InvariantCulture);

    private readonly record struct PageEnd(ulong Last, ulong Pending);
}
