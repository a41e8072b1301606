using System.Buffers;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Nats.Connection;
using Microsoft.Extensions.Options;
using NATS.Client.Core;
using Names = KubeStellar.Edge.Contracts.Wire.Buckets;

namespace KubeStellar.Edge.Nats.Buckets;

/// <summary>The audit stream; made at its first use, bounded by age and size.</summary>
internal sealed class NatsEventLog(HubConnection hub, IOptions<HubNatsOptions> options, TimeProvider time) : IEventLog
{
    private readonly HubNatsOptions _options = options.Value;

    public async Task AppendAsync(EventRecord record, CancellationToken token)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.EventRecord);
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
        var connection = await hub.OpenAsync(token);
        if (limit <= 0 || await new StreamKeeper(connection, _options.RequestTimeout, time).FindAsync(Names.Events, token) is not { State: { Messages: > 0 } state })
        {
            return [];
        }

        var events = new List<EventRecord>();
        try
        {
            await StreamPages.ReadAsync(
                connection,
                Names.Events,
                Names.EventSubjects,
                Math.Max(state.FirstSeq, state.LastSeq >= (ulong)limit ? state.LastSeq - (ulong)limit + 1 : 1),
                message =>
                {
                    if (Read(message.Payload) is { } record)
                    {
                        events.Add(record);
                    }
                },
                _options.RequestTimeout,
                time,
                token);
        }
        catch (Exception e) when (e is NatsException || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            throw new BucketUnavailableException($"The stream {Names.Events} could not be read: {e.Message}", e);
        }

        return events.Count > limit ? events.GetRange(events.Count - limit, limit) : events;
    }

    /// <summary>Makes the stream, or corrects it.</summary>
    public async Task EnsureAsync(CancellationToken token) =>
        await new StreamKeeper(await hub.OpenAsync(token), _options.RequestTimeout, time).EnsureAsync(
            BucketStreams.Events(_options.Replicas, _options.EventsMaxAge, _options.EventsMaxBytes), token);

    private async Task<bool> TryAppendAsync(EventRecord record, byte[] body, CancellationToken token)
    {
        var connection = await hub.OpenAsync(token);
        using var deadline = Deadline.After(_options.RequestTimeout, time, token);
        try
        {
            var reply = await connection.RequestAsync<byte[], byte[]>(Subjects.Event(record.Kind, record.Subject), body, cancellationToken: deadline.Token);
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
