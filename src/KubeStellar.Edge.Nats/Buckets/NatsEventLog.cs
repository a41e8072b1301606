using System.Buffers;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Nats.Api;
using KubeStellar.Edge.Nats.Connection;
using Microsoft.Extensions.Options;
using NATS.Client.Core;
using NATS.Client.JetStream.Models;
using Names = KubeStellar.Edge.Contracts.Wire.Buckets;

namespace KubeStellar.Edge.Nats.Buckets;

/// <summary>
/// The audit stream; made at its first use, bounded by age and size, its events chained (<see cref="EventChainWriter"/>). Every message is a CloudEvent in binary mode, and its id also tells the server of one that is stored
/// twice because an acknowledgement was lost.
/// </summary>
internal sealed class NatsEventLog : IEventLog, IDisposable
{
    private readonly HubConnection _hub;
    private readonly HubNatsOptions _options;
    private readonly TimeProvider _time;
    private readonly EventChainWriter _writer;
    private readonly ChangeBell? _bell;
    private volatile bool _ensured;

    public NatsEventLog(HubConnection hub, IOptions<HubNatsOptions> options, IOptions<HubFlowOptions> self, TimeProvider time, ChangeBell? bell = null)
    {
        (_hub, _options, _time, _bell) = (hub, options.Value, time, bell);
        _writer = new EventChainWriter(hub, _options, self.Value.Instance, EnsureAsync, time);
    }

    public Task AppendAsync(EventRecord record, CancellationToken token) => AppendAsync([record], token);

    public async Task AppendAsync(IReadOnlyList<EventRecord> records, CancellationToken token)
    {
        // Whether a stream is there cannot be told by what answers: somebody who only listens on these subjects keeps the server from saying that nobody does.
        if (!_ensured)
        {
            await EnsureAsync(token);
        }

        await _writer.AppendAsync(records, token);
        foreach (var record in records)
        {
            _bell?.Told(record.Workspace);
        }
    }

    public void Dispose() => _writer.Dispose();

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

    public async Task<AuditResult> RawAsync(ulong after, CancellationToken token)
    {
        if (await StateAsync(token) is not { } info)
        {
            return new AuditResult();
        }

        var (state, entries, last) = (info.State, new List<AuditEntry>(), after);
        if (state.Messages > 0 && state.LastSeq > after)
        {
            last = await PagesAsync(
                Math.Max(state.FirstSeq, after + 1), onePage: true, message => entries.Add(new AuditEntry(message.Sequence, message.Subject, message.Payload.ToArray())), token);
        }

        return new AuditResult { Entries = entries, First = state.FirstSeq, Position = Math.Max(last, after), Newest = Math.Max(last, state.LastSeq), Created = info.Created };
    }

    /// <summary>Makes the stream, or corrects it.</summary>
    public async Task EnsureAsync(CancellationToken token)
    {
        await new StreamKeeper(await _hub.OpenAsync(token), _options.RequestTimeout, _time).EnsureAsync(
            BucketStreams.Events(_options.Replicas, _options.EventsMaxAge, _options.EventsMaxBytes), token);
        _ensured = true;
    }

    private async Task<StreamInfo?> StateAsync(CancellationToken token) =>
        await new StreamKeeper(await _hub.OpenAsync(token), _options.RequestTimeout, _time).FindAsync(Names.Events, token);

    private async Task<(List<StoredEvent> Events, ulong Last)> ReadAsync(ulong first, bool onePage, CancellationToken token)
    {
        var events = new List<StoredEvent>();
        var last = await PagesAsync(
            first,
            onePage,
            message =>
            {
                if (EventBody.Read(message.Payload) is { } record)
                {
                    events.Add(new StoredEvent(message.Sequence, record));
                }
            },
            token);
        return (events, last);
    }

    private async Task<ulong> PagesAsync(ulong first, bool onePage, Action<StreamMessage> take, CancellationToken token)
    {
        var connection = await _hub.OpenAsync(token);
        try
        {
            return await StreamPages.ReadAsync(
                connection,
                Names.Events,
                Names.EventSubjects,
                first,
                take,
                _options.RequestTimeout,
                _time,
                token,
                onePage);
        }
        catch (Exception e) when (e is NatsException || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            throw new BucketUnavailableException($"The stream {Names.Events} could not be read: {e.Message}", e);
        }
    }
}
