using System.Globalization;
using KubeStellar.Edge.Flow.State.Buckets;
using NATS.Client.Core;
using Names = KubeStellar.Edge.Contracts.Wire.Buckets;

namespace KubeStellar.Edge.Nats.Buckets;

/// <summary>
/// One call of <see cref="IBucket.PutManyAsync"/>. Where the server has atomic batches, a long list goes in batches of up to 1,000, several in flight: one flush
/// to the disk a batch. A batch is all or nothing, so that one conflict refuses it whole; its writes are then sent again one by one, which says exactly which conflict.
/// </summary>
internal sealed class ManyWriter(NatsConnection connection, AckLane lane, string bucket, IReadOnlyList<BucketWrite> writes, CancellationToken token)
{
    /// <summary>What the server allows.</summary>
    public const int BatchSize = 1000;

    /// <summary>Below this, a batch saves nothing worth its retry.</summary>
    public const int ShortestBatch = 8;

    private const int BatchesInFlight = 8;
    private const int BatchBytes = 32 << 20;
    private readonly WriteOutcome[] _outcomes = new WriteOutcome[writes.Count];

    public WriteOutcome[] Outcomes => _outcomes;

    /// <summary>Whether the bucket is gone: no stream took a write.</summary>
    public bool NoStream { get; private set; }

    public async Task WriteAsync(bool atomic)
    {
        var single = new List<int>();
        if (atomic && writes.Count >= ShortestBatch)
        {
            await BatchesAsync(single);
        }
        else
        {
            for (var i = 0; i < writes.Count; i++)
            {
                single.Add(i);
            }
        }

        if (single.Count > 0)
        {
            await SinglesAsync(single);
        }
    }

    private async Task BatchesAsync(List<int> single)
    {
        var batches = Split(single);
        using var inFlight = new SemaphoreSlim(BatchesInFlight);
        lane.Begin((b, ack) =>
        {
            Settle(batches[b], ack, single);
            inFlight.Release();
        });
        try
        {
            for (var b = 0; b < batches.Count; b++)
            {
                await inFlight.WaitAsync(token);
                await SendAsync(batches[b], b);
            }

            await lane.EndAsync().WaitAsync(token);
        }
        catch (Exception e) when (Lost(e))
        {
            lane.Abandon(b => Fail(batches[b], "not acknowledged in time"));
            throw;
        }
    }

    private List<Range> Split(List<int> single)
    {
        var batches = new List<Range>();
        var start = 0;
        var bytes = 0;
        for (var i = 0; i < writes.Count; i++)
        {
            if (i - start == BatchSize || bytes > BatchBytes)
            {
                batches.Add(start..i);
                (start, bytes) = (i, 0);
            }

            bytes += writes[i].Value.Length;
        }

        if (writes.Count - start >= ShortestBatch)
        {
            batches.Add(start..writes.Count);
            return batches;
        }

        for (var i = start; i < writes.Count; i++)
        {
            single.Add(i);
        }

        return batches;
    }

    private async Task SendAsync(Range batch, int number)
    {
        var id = Guid.NewGuid().ToString("N");
        var last = batch.End.Value - 1;
        for (var i = batch.Start.Value; i <= last; i++)
        {
            var headers = new NatsHeaders(4) { { "Nats-Batch-Id", id }, { "Nats-Batch-Sequence", Text(i - batch.Start.Value + 1) } };
            if (writes[i].Expected is { } expected)
            {
                headers.Add(ExpectedHeader, Text(expected));
            }

            if (i == last)
            {
                headers.Add("Nats-Batch-Commit", "1");
            }

            // Only the commit is answered; a publish without a reply subject costs the server nothing more.
            await PublishAsync(i, headers, i == last ? await lane.TakeAsync(number, token) : null);
        }
    }

    private void Settle(Range batch, PublishAck ack, List<int> single)
    {
        if (ack.Stored)
        {
            // A batch is stored as one run of sequences, and the answer carries the last.
            for (var i = batch.Start.Value; i < batch.End.Value; i++)
            {
                _outcomes[i] = new WriteOutcome(ack.Sequence - (ulong)(batch.End.Value - 1 - i), false, "");
            }

            return;
        }

        for (var i = batch.Start.Value; i < batch.End.Value; i++)
        {
            single.Add(i);
        }
    }

    private async Task SinglesAsync(List<int> single)
    {
        lane.Begin((i, ack) =>
        {
            NoStream |= ack.Code == PublishAck.NoStream;
            _outcomes[i] = new WriteOutcome(ack.Sequence, ack.Conflict, ack.Stored || ack.Conflict ? "" : $"{ack.Description} ({ack.Code})");
        });
        try
        {
            foreach (var i in single)
            {
                var headers = writes[i].Expected is { } expected ? new NatsHeaders(1) { { ExpectedHeader, Text(expected) } } : null;
                await PublishAsync(i, headers, await lane.TakeAsync(i, token));
            }

            await lane.EndAsync().WaitAsync(token);
        }
        catch (Exception e) when (Lost(e))
        {
            lane.Abandon(i => Fail(i..(i + 1), "not acknowledged in time"));
            throw;
        }
    }

    private ValueTask PublishAsync(int i, NatsHeaders? headers, string? reply) =>
        connection.PublishAsync(Names.SubjectOf(bucket, writes[i].Key), writes[i].Value, headers, reply, NatsRawSerializer<ReadOnlyMemory<byte>>.Default, null, token);

    private void Fail(Range range, string error)
    {
        for (var i = range.Start.Value; i < range.End.Value; i++)
        {
            if (!_outcomes[i].Written)
            {
                _outcomes[i] = new WriteOutcome(0, false, error);
            }
        }
    }

    private bool Lost(Exception e) => e is OperationCanceledException or NatsException || token.IsCancellationRequested;

    private const string ExpectedHeader = "Nats-Expected-Last-Subject-Sequence";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
