using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Nats.Connection;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Gateway;

/// <summary>
/// Asks over NATS. For each question it listens on one subject, <c>kse.up.&lt;edge&gt;.answer.&lt;id&gt;</c>, which the server lets no other edge publish, and only while somebody waits: late answers, those to
/// questions that were never asked and those of other edges find no listener.
/// </summary>
internal sealed class EdgeAsker(HubConnection hub, ILogger<EdgeAsker> logger, IRootSigner? signer = null, TimeProvider? time = null) : IEdgeAsker
{
    private const int MostWaiting = StatusAnswer.MostParts;

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> AskAsync(
        string edge, string what, string id, ReadOnlyMemory<byte> question, int maxBytes, [EnumeratorCancellation] CancellationToken token)
    {
        if (!Names.IsDnsLabel(edge))
        {
            throw new ArgumentException($"'{edge}' is no edge's id", nameof(edge));
        }

        var connection = await hub.OpenAsync(token);
        var subject = Subjects.Answer(edge, id);
        var answers = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
        var left = (long)maxBytes;
        void Take(string from, string? reply, in ReadOnlySequence<byte> body)
        {
            // Where the connection reads: what is too much is dropped before it is copied.
            left -= body.Length;
            if (left < 0 || !answers.Writer.TryWrite(body.ToArray()))
            {
                logger.AnswerDropped(edge, body.Length);
            }
        }

        await using var listening = new InlineSubscription(connection, subject, null, Take);
        try
        {
            await connection.AddSubAsync(listening, token);
            await connection.PublishAsync(Subjects.Ask(edge, what), question, Seal(edge, what, id, question), subject, NatsRawSerializer<ReadOnlyMemory<byte>>.Default, null, token);
        }
        catch (NatsException e)
        {
            throw new BucketUnavailableException($"the question could not be sent: {e.Message}", e);
        }

        await foreach (var answer in answers.Reader.ReadAllAsync(token))
        {
            yield return answer;
        }
    }

    private NatsHeaders? Seal(string edge, string what, string id, ReadOnlyMemory<byte> question)
    {
        if (signer is null)
        {
            return null;
        }

        var at = (time ?? TimeProvider.System).GetUtcNow().ToUnixTimeMilliseconds();
        var signature = Convert.ToBase64String(signer.Sign(CommandSeal.Question(edge, what, id, at, question.Span)));
        return new NatsHeaders(1) { { Headers.Seal, string.Create(CultureInfo.InvariantCulture, $"{at}.{signature}") } };
    }
}
