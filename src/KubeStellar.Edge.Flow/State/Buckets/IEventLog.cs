using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Buckets;

/// <summary>The audit stream. The hub is its only writer, and its events form a chain (<see cref="Contracts.Wire.EventChain"/>).</summary>
public interface IEventLog
{
    /// <summary>Appends one event; durable when it returns.</summary>
    Task AppendAsync(EventRecord record, CancellationToken token);

    /// <summary>Appends events in their order; all durable when it returns. After an exception some may be: sent again, they are stored once, by their ids.</summary>
    Task AppendAsync(IReadOnlyList<EventRecord> records, CancellationToken token);

    /// <summary>The newest events, oldest first.</summary>
    /// <param name="limit">At most so many.</param>
    /// <param name="token">Cancels the wait.</param>
    Task<IReadOnlyList<EventRecord>> NewestAsync(int limit, CancellationToken token);

    /// <summary>Events after a place, oldest first, as many as one read gives; from the first on when the stream is shorter than that place, because then it is another one.</summary>
    /// <param name="after">Place of the last event that is known; 0 for none.</param>
    /// <param name="token">Cancels the wait.</param>
    Task<EventPage> AfterAsync(ulong after, CancellationToken token);

    /// <summary>The end of the stream: no events, and the place after which the next one comes.</summary>
    /// <param name="token">Cancels the wait.</param>
    Task<EventPage> EndAsync(CancellationToken token);

    /// <summary>Messages after a place as they lie, whatever they are, as many as one read gives; none when the stream ends there.</summary>
    /// <param name="after">Place of the last message that is known; 0 for none.</param>
    /// <param name="token">Cancels the wait.</param>
    Task<AuditResult> RawAsync(ulong after, CancellationToken token);
}
