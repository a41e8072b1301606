using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Nats.Connection;
using NATS.Client.Core;
using Names = KubeStellar.Edge.Contracts.Wire.Buckets;

namespace KubeStellar.Edge.Nats.Buckets;

/// <summary>Reads the end of the audit stream: where a chain goes on, and what of a batch is stored whose acknowledgement was lost.</summary>
internal sealed class ChainTail(HubConnection hub, HubNatsOptions options, TimeProvider time)
{
    /// <summary>So many messages are looked at; more than one batch has.</summary>
    private const ulong Window = 1024;
    private const int Looks = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>The end; null when there is no stream. The head has no number when no message of the end is of a chain.</summary>
    /// <param name="token">Cancels the wait.</param>
    internal async Task<(ChainHead Head, HashSet<string> Stored)?> ReadAsync(CancellationToken token)
    {
        var connection = await hub.OpenAsync(token);
        for (var look = 1; ; look++)
        {
            if (await new StreamKeeper(connection, options.RequestTimeout, time).FindAsync(Names.Events, token) is not { State: var state, Created: var created })
                return null;
            if (state.Messages == 0)
                return (new ChainHead(state.LastSeq, 0, null, created), []);
            var (newest, records) = await PagesAsync(connection, Math.Max(state.FirstSeq, state.LastSeq > Window ? state.LastSeq - Window + 1 : 1), token);

            // A replica that answers may be a little behind the leader, which counts; else the last messages were removed.
            if (newest < state.LastSeq && look < Looks)
            {
                await Task.Delay(Pause, time, token);
                continue;
            }

            var last = records.LastOrDefault(record => record is { Number: > 0, Chain: not null });
            return (
                new ChainHead(Math.Max(newest, state.LastSeq), last?.Number ?? 0, last?.Chain, created),
                records.Where(record => record.Id is { Length: > 0 }).Select(record => record.Id!).ToHashSet(StringComparer.Ordinal));
        }
    }

    private async Task<(ulong Newest, List<EventRecord> Records)> PagesAsync(NatsConnection connection, ulong first, CancellationToken token)
    {
        var records = new List<EventRecord>();
        try
        {
            var newest = await StreamPages.ReadAsync(
                connection,
                Names.Events,
                Names.EventSubjects,
                first,
                message =>
                {
                    if (EventBody.Read(message.Payload) is { } record)
                        records.Add(record);
                },
                options.RequestTimeout,
                time,
                token);
            return (newest, records);
        }
        catch (Exception e) when (e is NatsException or JsonException || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            throw new BucketUnavailableException($"The stream {Names.Events} could not be read: {e.Message}", e);
        }
    }
}
