using System.Buffers;
using System.Globalization;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Nats.Api;
using KubeStellar.Edge.Nats.Connection;
using NATS.Client.Core;
using Names = KubeStellar.Edge.Contracts.Wire.Buckets;

namespace KubeStellar.Edge.Nats.Buckets;

/// <summary>One bucket: a JetStream stream with the key-value layout.</summary>
internal sealed class NatsBucket(string name, HubConnection hub, HubNatsOptions options, TimeProvider time, ChangeBell? bell = null) : IBucket
{
    /// <summary>Room that subject and headers take of the server's limit for one message.</summary>
    public const int HeaderRoom = 1024;

    private const int LoadAttempts = 4;
    private readonly string _stream = Names.StreamOf(name);
    private AckLane? _lane;

    public string Name => name;

    public async Task<BucketInfo> InfoAsync(CancellationToken token)
    {
        var connection = await hub.OpenAsync(token);
        var info = await new StreamKeeper(connection, options.RequestTimeout, time).FindAsync(_stream, token) ?? throw Gone();
        return new BucketInfo(info.Created, info.State.LastSeq, (ulong)info.State.Messages);
    }

    public async Task<IReadOnlyList<BucketEntry>> LoadAsync(CancellationToken token) => (await LoadAllAsync(token)).Live;

    public async Task<BucketKeys> LoadAllAsync(CancellationToken token)
    {
        var connection = await hub.OpenAsync(token);
        for (var attempt = 1; ; attempt++)
        {
            var before = await InfoAsync(token);
            var (found, read, last) = await ReadAsync(connection, token);
            var keys = Names.HistoryOf(name) > 1 ? read : (ulong)found.Count;
            var after = await InfoAsync(token);

            // Keys never vanish (delete and purge are denied), so fewer of them than there were is a reading that ended early. Where a key keeps
            // several values, it is those that are counted.
            if (after.Created == before.Created && last >= before.LastRevision && keys >= before.Messages)
            {
                return new BucketKeys([.. found.Values.OfType<BucketEntry>()], [.. found.Where(pair => pair.Value is null).Select(pair => pair.Key)]);
            }

            if (attempt == LoadAttempts)
            {
                throw new BucketUnavailableException(
                    $"The bucket {name} could not be read whole: {keys} of {before.Messages} keys up to revision {last} of {before.LastRevision}.");
            }
        }
    }

    public async Task<BucketEntry?> GetAsync(string key, CancellationToken token)
    {
        if (options.Replicas > 1)
        {
            // Replicas that follow may answer a direct get with an older value.
            return await new StreamKeeper(await hub.OpenAsync(token), options.RequestTimeout, time).LastAsync(_stream, Names.SubjectOf(name, key), key, token);
        }

        var reply = await RequestAsync($"$JS.API.DIRECT.GET.{_stream}.{Names.SubjectOf(name, key)}", default, null, token);
        return reply.Headers?.Code switch
        {
            404 => null,
            503 => throw await MissingAsync(token),
            0 or 200 when reply.Headers["KV-Operation"].ToString() is "DEL" or "PURGE" => null,
            0 or 200 => new BucketEntry(key, reply.Data ?? [], ulong.Parse(reply.Headers["Nats-Sequence"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture)),
            _ => throw new BucketUnavailableException($"The server answered {reply.Headers?.Code} {reply.Headers?.MessageText} for {key} of {name}."),
        };
    }

    public Task<ulong> PutAsync(string key, ReadOnlyMemory<byte> value, ulong? expected, CancellationToken token) =>
        WriteAsync(key, value, Expecting(null, expected), token);

    public Task<ulong> DeleteAsync(string key, ulong? expected, CancellationToken token) =>
        WriteAsync(key, default, Expecting(new NatsHeaders(2) { { "KV-Operation", "DEL" } }, expected), token);

    public async Task<IReadOnlyList<WriteOutcome>> PutManyAsync(IReadOnlyList<BucketWrite> writes, CancellationToken token)
    {
        if (writes.Count == 0)
        {
            return [];
        }

        var connection = await hub.OpenAsync(token);
        foreach (var write in writes)
        {
            RefuseLarge(connection, write.Key, write.Value.Length);
        }

        using var deadline = Deadline.After(options.BatchTimeout, time, token);
        AckLane? lane;
        try
        {
            lane = await TakeLaneAsync(connection, deadline.Token);
        }
        catch (Exception e) when (e is NatsException || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            // Nothing was sent yet.
            throw new BucketUnavailableException($"The server did not answer in time for the bucket {name}.", e);
        }

        var writer = new ManyWriter(connection, lane, name, writes, deadline.Token);
        try
        {
            await writer.WriteAsync(options.AtomicBatches && NatsConnector.HasAtomicBatches(connection.ServerInfo));
            lane = ReturnLane(lane);
        }
        catch (Exception e) when (e is NatsException || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            FillUnknown(writer.Outcomes);
        }
        finally
        {
            if (lane is not null)
            {
                await lane.DisposeAsync();
            }
        }

        if (writer.NoStream)
        {
            throw await MissingAsync(token);
        }

        Ring(writes, writer.Outcomes);
        return writer.Outcomes;
    }

    private void Ring(IReadOnlyList<BucketWrite> writes, WriteOutcome[] outcomes)
    {
        for (var i = 0; bell is not null && i < outcomes.Length; i++)
        {
            if (outcomes[i].Written)
            {
                bell.Wrote(name, writes[i].Key);
            }
        }
    }

    private async Task<(Dictionary<string, BucketEntry?> Found, ulong Read, ulong Last)> ReadAsync(NatsConnection connection, CancellationToken token)
    {
        var prefix = Names.SubjectOf(name, "").Length;
        var found = new Dictionary<string, BucketEntry?>(StringComparer.Ordinal);
        var read = 0UL;
        try
        {
            var last = await StreamPages.ReadAsync(
                connection,
                _stream,
                Names.SubjectOf(name, ">"),
                1,
                message =>
                {
                    var key = message.Subject[prefix..];
                    read++;
                    found[key] = message.Deleted ? null : new BucketEntry(key, message.Payload.ToArray(), message.Sequence);
                },
                options.RequestTimeout,
                time,
                token);
            return (found, read, last);
        }
        catch (Exception e) when (e is NatsException || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            throw e is NatsNoRespondersException ? await MissingAsync(token) : new BucketUnavailableException($"The bucket {name} could not be read: {e.Message}", e);
        }
    }

    private async Task<ulong> WriteAsync(string key, ReadOnlyMemory<byte> value, NatsHeaders? headers, CancellationToken token)
    {
        RefuseLarge(await hub.OpenAsync(token), key, value.Length);
        var reply = await RequestAsync(Names.SubjectOf(name, key), value, headers, token);
        if (reply.Headers?.Code == 503)
        {
            throw await MissingAsync(token);
        }

        var ack = PublishAck.Parse(null, new ReadOnlySequence<byte>(reply.Data ?? []));
        bell?.Wrote(name, key);
        return ack switch
        {
            { Stored: true } => ack.Sequence,
            { Conflict: true } => throw new RevisionConflictException($"{key} of {name} has another revision: {ack.Description}."),
            _ => throw new BucketRefusedException($"The server refuses {key} of {name}: {ack.Description} ({ack.Code})."),
        };
    }

    private async Task<NatsMsg<byte[]>> RequestAsync(string subject, ReadOnlyMemory<byte> body, NatsHeaders? headers, CancellationToken token)
    {
        var connection = await hub.OpenAsync(token);
        using var deadline = Deadline.After(options.RequestTimeout, time, token);
        try
        {
            return await connection.RequestAsync<ReadOnlyMemory<byte>, byte[]>(subject, body, headers, cancellationToken: deadline.Token);
        }
        catch (NatsNoRespondersException e)
        {
            throw await MissingAsync(token, e);
        }
        catch (Exception e) when (e is NatsException || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            throw new BucketUnavailableException($"The server did not answer in time for the bucket {name}.", e);
        }
    }

    /// <summary>Nobody listened: the bucket is gone, or the server is not ready; only the server's word tells which.</summary>
    private async Task<Exception> MissingAsync(CancellationToken token, Exception? cause = null)
    {
        var connection = await hub.OpenAsync(token);
        var info = await new StreamKeeper(connection, options.RequestTimeout, time).FindAsync(_stream, token);
        return info is null ? Gone() : new BucketUnavailableException($"The bucket {name} is not ready.", cause!);
    }

    private BucketGoneException Gone() => new($"The bucket {name} does not exist.");

    private void RefuseLarge(NatsConnection connection, string key, int length)
    {
        if (connection.ServerInfo is { MaxPayload: > 0 and var limit } && length > limit - HeaderRoom)
        {
            throw new BucketRefusedException(
                $"{key} of {name} has {length} bytes; the server's max_payload of {limit} leaves {limit - HeaderRoom} for a value.");
        }
    }

    private async ValueTask<AckLane> TakeLaneAsync(NatsConnection connection, CancellationToken token)
    {
        if (Interlocked.Exchange(ref _lane, null) is { } lane)
        {
            return lane;
        }

        return await AckLane.OpenAsync(connection, options.Window, token);
    }

    private AckLane? ReturnLane(AckLane lane) => Interlocked.CompareExchange(ref _lane, lane, null) is null ? null : lane;

    private static void FillUnknown(WriteOutcome[] outcomes)
    {
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i] is { Written: false, Conflict: false, Error: null or "" })
            {
                outcomes[i] = new WriteOutcome(0, false, "not sent or not acknowledged in time");
            }
        }
    }

    private static NatsHeaders? Expecting(NatsHeaders? headers, ulong? expected)
    {
        if (expected is { } revision)
        {
            headers ??= new NatsHeaders(1);
            headers.Add("Nats-Expected-Last-Subject-Sequence", revision.ToString(CultureInfo.InvariantCulture));
        }

        return headers;
    }
}
