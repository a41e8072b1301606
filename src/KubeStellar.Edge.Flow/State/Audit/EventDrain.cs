using System.Threading.Channels;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;

namespace KubeStellar.Edge.Flow.State.Audit;

/// <summary>
/// Writes queued events behind those who noted them, in batches, so that a burst is a few round trips. While the stream is away it tries for ever; what the stream refuses
/// for good is told and left, because it would keep every later event from the audit. When it is told to end, it writes what still waits, for a moment.
/// </summary>
/// <param name="queue">Events that wait.</param>
/// <param name="log">The audit stream.</param>
/// <param name="time">The clock.</param>
/// <param name="notWritten">Told of an event that could not be written, and why.</param>
internal sealed class EventDrain(ChannelReader<EventRecord> queue, IEventLog log, TimeProvider time, Action<EventRecord, string> notWritten)
{
    private const int Most = 256;

    /// <summary>How long the last ones may take at the end.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);
    private readonly List<EventRecord> _batch = [];

    /// <summary>Pause before the stream is tried again. Default: 1 s.</summary>
    internal TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    internal async Task RunAsync(CancellationToken token)
    {
        try
        {
            while (await queue.WaitToReadAsync(token))
            {
                Fill();
                while (!await WriteAsync(token))
                    await Task.Delay(RetryAfter, time, token);
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            await EndAsync();
            throw;
        }
    }

    private void Fill()
    {
        while (_batch.Count < Most && queue.TryRead(out var record))
            _batch.Add(record);
    }

    /// <summary>Whether the batch is done with.</summary>
    private async Task<bool> WriteAsync(CancellationToken token)
    {
        try
        {
            await log.AppendAsync(_batch, token);
            _batch.Clear();
            return true;
        }
        catch (BucketRefusedException refused)
        {
            if (_batch.Count > 1)
                return await OneByOneAsync(token);
            notWritten(_batch[0], refused.Message);
            _batch.Clear();
            return true;
        }
        catch (Exception error) when (error is BucketUnavailableException or BucketGoneException)
        {
            notWritten(_batch[0], error.Message);
            return false;
        }
    }

    /// <summary>One of them is refused: which. Those of the batch that are stored already are not stored twice.</summary>
    private async Task<bool> OneByOneAsync(CancellationToken token)
    {
        while (_batch.Count > 0)
        {
            try
            {
                await log.AppendAsync(_batch[0], token);
            }
            catch (BucketRefusedException refused)
            {
                notWritten(_batch[0], refused.Message);
            }
            catch (Exception error) when (error is BucketUnavailableException or BucketGoneException)
            {
                notWritten(_batch[0], error.Message);
                return false;
            }

            _batch.RemoveAt(0);
        }

        return true;
    }

    private async Task EndAsync()
    {
        using var limit = new CancellationTokenSource(Farewell, time);
        try
        {
            do
            {
                Fill();
            }
            while (_batch.Count > 0 && await WriteAsync(limit.Token));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            foreach (var record in _batch)
                notWritten(record, "the hub ends");
        }
    }
}
