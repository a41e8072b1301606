using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Buckets;

/// <summary>The audit stream.</summary>
public interface IEventLog
{
    /// <summary>Appends one event; durable when it returns.</summary>
    Task AppendAsync(EventRecord record, CancellationToken token);

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
}
