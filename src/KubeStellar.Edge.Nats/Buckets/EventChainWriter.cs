using System.Globalization;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Nats.Connection;
using NATS.Client.Core;
using Names = KubeStellar.Edge.Contracts.Wire.Buckets;

namespace KubeStellar.Edge.Nats.Buckets;

/// <summary>
/// Appends to the audit stream, one batch at a time: each event is chained to the one before and stored only right behind it (<c>Nats-Expected-Last-Sequence</c>), so that
/// two hubs, or somebody else who writes there, never fork the chain. All of a batch are sent at once; the first that is not stored keeps the rest out, because each names the
/// id of the one before too (<c>Nats-Expected-Last-Msg-Id</c>): the sequence alone would let the second in behind somebody else's. Whatever is not certain is found by reading
/// the stream's end.
/// </summary>
internal sealed class EventChainWriter(HubConnection hub, HubNatsOptions options, string instance, Func<CancellationToken, Task> ensure, TimeProvider time) : IDisposable
{
    private const int Window = 256;
    private const int Tries = 8;
    private const string ExpectedHeader = "Nats-Expected-Last-Sequence";
    private const string BeforeHeader = "Nats-Expected-Last-Msg-Id";
    private readonly SemaphoreSlim _one = new(1);
    private readonly ChainTail _tail = new(hub, options, time);
    private ChainHead? _head;
    private ChainHead? _known;
    private AckLane? _lane;

    public async Task AppendAsync(IReadOnlyList<EventRecord> records, CancellationToken token)
    {
        await _one.WaitAsync(token);
        try
        {
            List<EventRecord> left = [.. records];
            for (var tries = 0; left.Count > 0; tries++)
            {
                if (tries == Tries + (records.Count / Window))
                    throw new BucketUnavailableException($"The stream {Names.Events} is written by others at the same time, or comes and goes.");
                var head = _head ??= await FindAsync(left, token);
                if (left.Count > 0)
                    await SendAsync(head, left, token);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>The stream's end, and where the chain goes on; what of the batch is stored already is taken out of it.</summary>
    private async Task<ChainHead> FindAsync(List<EventRecord> left, CancellationToken token)
    {
        var found = await _tail.ReadAsync(token);
        if (found is null)
        {
            await ensure(token);
            found = await _tail.ReadAsync(token);
        }

        var (end, stored) = found ?? throw new BucketUnavailableException($"The stream {Names.Events} is not ready.");
        left.RemoveAll(record => record.Id is { } id && stored.Contains(id));
        if (end.Number > 0)
            return end;

        // Somebody else's messages stand at the end, or the newest are gone: the chain goes on all the same, and the gap shows.
        if (_known is { Number: > 0 } known && known.Created == end.Created && known.Sequence <= end.Sequence)
            return end with { Number = known.Number, Chain = known.Chain };
        left.Insert(0, ChainBegin.Of(end, _known, time.GetUtcNow()));
        return end;
    }

    private async Task SendAsync(ChainHead head, List<EventRecord> left, CancellationToken token)
    {
        var connection = await hub.OpenAsync(token);
        var count = Math.Min(left.Count, Window);
        var (acks, next) = (new PublishAck[count], head);
        using var deadline = Deadline.After(options.RequestTimeout, time, token);
        var heads = new ChainHead[count];
        var before = "";
        _head = null;
        var lane = _lane ?? await AckLane.OpenAsync(connection, Window, deadline.Token);
        _lane = null;
        try
        {
            lane.Begin((i, ack) => acks[i] = ack);
            for (var i = 0; i < count; i++)
            {
                var record = EventChain.Link(left[i], next.Number + 1, next.Chain);
                var headers = HeadersOf(record, next.Sequence, before);
                before = IdOf(record);
                heads[i] = next = next with { Sequence = next.Sequence + 1, Number = record.Number!.Value, Chain = record.Chain };
                await connection.PublishAsync(
                    Subjects.Event(record.Kind, record.Subject),
                    JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.EventRecord),
                    headers,
                    await lane.TakeAsync(i, deadline.Token),
                    NatsRawSerializer<byte[]>.Default,
                    null,
                    deadline.Token);
            }

            await lane.EndAsync().WaitAsync(deadline.Token);
            _lane = lane;
        }
        catch (Exception e) when (e is NatsException || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            throw new BucketUnavailableException($"The server did not answer in time for the stream {Names.Events}.", e);
        }
        finally
        {
            if (_lane is null)
            {
                lane.Abandon(_ => { });
                await lane.DisposeAsync();
            }
        }

        await TakeAsync(left, heads, acks, token);
    }

    private async Task TakeAsync(List<EventRecord> left, ChainHead[] heads, PublishAck[] acks, CancellationToken token)
    {
        var stored = 0;
        while (stored < acks.Length && acks[stored].Stored && acks[stored].Sequence == heads[stored].Sequence)
            stored++;
        if (stored > 0)
            _known = heads[stored - 1];
        left.RemoveRange(0, stored);
        if (stored == acks.Length)
        {
            _head = _known;
            return;
        }

        var refused = acks[stored];
        if (refused.Stored)
            left.RemoveAt(0); // The server knows its id: it is stored, further back.
        else if (refused.Code == PublishAck.NoStream)
            await ensure(token);
        else if (!refused.Conflict)
            throw new BucketRefusedException($"The server refuses the event {left[0].Kind}: {refused.Description} ({refused.Code}).");
    }

    private static string IdOf(EventRecord record) => record.Id is { Length: > 0 } id ? id : record.Chain.ToString()!;

    private NatsHeaders HeadersOf(EventRecord record, ulong after, string before)
    {
        var headers = new NatsHeaders { [ExpectedHeader] = after.ToString(CultureInfo.InvariantCulture) };
        foreach (var (name, value) in CloudEvents.HeadersOf(record, instance))
            headers[name] = value;
        headers["Nats-Msg-Id"] = IdOf(record);
        if (before.Length > 0)
            headers[BeforeHeader] = before;
        return headers;
    }
}
