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
}
