using System.Threading.Channels;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Buckets;

/// <summary>Writes queued events to the audit stream in their order, each until it is stored: a server that is away or starts again just now costs none of them.</summary>
internal static class EventPump
{
    /// <summary>Writes until it is told to end.</summary>
    /// <param name="queue">Where events wait.</param>
    /// <param name="log">The stream.</param>
    /// <param name="retryAfter">How long to wait before one is written again.</param>
    /// <param name="time">Clock.</param>
    /// <param name="trouble">Told once of each event that could not be written at first, with the reason.</param>
    /// <param name="token">Ends it.</param>
    internal static async Task RunAsync(
        ChannelReader<EventRecord> queue, IEventLog log, TimeSpan retryAfter, TimeProvider time, Action<EventRecord, string> trouble, CancellationToken token)
    {
        await foreach (var record in queue.ReadAllAsync(token))
        {
            for (var attempt = 0; await TryAsync(record, log, token) is var (why, again); attempt++)
            {
                if (attempt == 0)
                    trouble(record, why);
                if (!again)
                    break;
                await Task.Delay(retryAfter, time, token);
            }
        }
    }

    private static async Task<(string Why, bool Again)?> TryAsync(EventRecord record, IEventLog log, CancellationToken token)
    {
        try
        {
            await log.AppendAsync(record, token);
            return null;
        }
        catch (Exception error) when (error is BucketUnavailableException or BucketGoneException)
        {
            return (error.Message, true);
        }
        catch (BucketRefusedException error)
        {
            // Trying again would refuse again, and would keep every later event from the audit.
            return (error.Message, false);
        }
    }
}
