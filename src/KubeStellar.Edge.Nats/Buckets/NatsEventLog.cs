using System.Buffers;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Nats.Connection;
using Microsoft.Extensions.Options;
using NATS.Client.Core;
using NATS.Client.JetStream.Models;
using Names = KubeStellar.Edge.Contracts.Wire.Buckets;

namespace KubeStellar.Edge.Nats.Buckets;

/// <summary>
/// The audit stream; made at its first use, bounded by age and size. Every message is a CloudEvent in binary mode, and its id also tells the server of one that is stored
/// twice because an acknowledgement was lost.
/// </summary>
internal sealed class NatsEventLog(HubConnection hub, IOptions<HubNatsOptions> options, IOptions<HubFlowOptions> self, TimeProvider time) : IEventLog
{
    private readonly HubNatsOptions _options = options.Value;
    private volatile bool _ensured;

    public async Task AppendAsync(EventRecord record, CancellationToken token)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.EventRecord);

        // Whether a stream is there cannot be told by what answers: somebody who only listens on these subjects keeps the server from saying that nobody does.
        if (!_ensured)
        {
            await EnsureAsync(token);
        }

        if (!await TryAppendAsync(record, body, token))
        {
            await EnsureAsync(token);
            if (!await TryAppendAsync(record, body, token))
            {
                throw new BucketUnavailableException($"The stream {Names.Events} is not ready.");
            }
        }
    }

    public async Task<IReadOnlyList<EventRecord>> NewestAsync(int limit, CancellationToken token)
    {
        if (limit <= 0 || await StateAsync(token) is not { State: { Messages: > 0 } state })
        {
            return [];
        }

        var (events, _) = await ReadAsync(
            Math.Max(state.FirstSeq, state.LastSeq >= (ulong)limit ? state.LastSeq - (ulong)limit + 1 : 1), onePage: false, token);
        return [.. events.TakeLast(limit).Select(stored => stored.Record)];
    }

    public async Task<EventPage> EndAsync(CancellationToken token) =>
        await StateAsync(token) is { } info ? new EventPage([], info.State.LastSeq, info.State.LastSeq, info.Created) : new EventPage([], 0, 0, default);

    public async Task<EventPage> AfterAsync(ulong after, CancellationToken token)
    {
        if (await StateAsync(token) is not { } info)
        {
            return new EventPage([], 0, 0, default);
        }

        var newest = info.State.LastSeq;
        var from = after > newest ? 0 : after;
        if (newest == from)
        {
            return new EventPage([], newest, newest, info.Created);
        }

        var (events, last) = await ReadAsync(Math.Max(info.State.FirstSeq, from + 1), onePage: true, token);
        return new EventPage(events, Math.Max(last, from), Math.Max(last, newest), info.Created);
    }

    /// <summary>Makes the stream, or corrects it.</summary>
    public async Task EnsureAsync(CancellationToken token)
    {
        await new StreamKeeper(await hub.OpenAsync(token), _options.RequestTimeout, time).EnsureAsync(
            BucketStreams.Events(_options.Replicas, _options.EventsMaxAge, _options.EventsMaxBytes), token);
        _ensured = true;
    }

    private async Task<StreamInfo?> StateAsync(CancellationToken token) =>
        await new StreamKeeper(await hub.OpenAsync(token), _options.RequestTimeout, time).FindAsync(Names.Events, token);

    private async Task<(List<StoredEvent> Events, ulong Last)> ReadAsync(ulong first, bool onePage, CancellationToken token)
    {
        var connection = await hub.OpenAsync(token);
        var events = new List<StoredEvent>();
        try
        {
            var last = await StreamPages.ReadAsync(
                connection,
                Names.Events,
                Names.EventSubjects,
                first,
                message =>
                {
                    if (Read(message.Payload) is { } record)
                    {
                        events.Add(new StoredEvent(message.Sequence, record));
                    }
                },
                _options.RequestTimeout,
                time,
                token,
                onePage);
            return (events, last);
        }
        catch (Exception e) when (e is NatsException || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            throw new BucketUnavailableException($"The stream {Names.Events} could not be read: {e.Message}", e);
        }
    }

    private async Task<bool> TryAppendAsync(EventRecord record, byte[] body, CancellationToken token)
    {
        var connection = await hub.OpenAsync(token);
        using var deadline = Deadline.After(_options.RequestTimeout, time, token);
        try
        {
            var reply = await connection.RequestAsync<byte[], byte[]>(Subjects.Event(record.Kind, record.Subject), body, HeadersOf(record), cancellationToken: deadline.Token);
            var ack = PublishAck.Parse(null, new ReadOnlySequence<byte>(reply.Data ?? []));
            return ack.Stored ? true : throw new BucketRefusedException($"The server refuses the event {record.Kind}: {ack.Description} ({ack.Code}).");
        }
        catch (NatsNoRespondersException)
        {
            return false;
        }
        catch (Exception e) when (e is NatsException || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            throw new BucketUnavailableException($"The server did not answer in time for the stream {Names.Events}.", e);
        }
    }

    private NatsHeaders HeadersOf(EventRecord record)
    {
        var headers = new NatsHeaders();
        foreach (var (name, value) in CloudEvents.HeadersOf(record, self.Value.Instance))
        {
            headers[name] = value;
        }

        if (record.Id is { Length: > 0 } id)
        {
            headers["Nats-Msg-Id"] = id;
        }

        return headers;
    }

    /// <summary>An event that cannot be read (written by a later version, or by hand) must not hide the others.</summary>
    private static EventRecord? Read(in ReadOnlySequence<byte> payload)
    {
        try
        {
            var reader = new Utf8JsonReader(payload);
            return JsonSerializer.Deserialize(ref reader, ContractsJson.Default.EventRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
