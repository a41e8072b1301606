using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Status.Report;

/// <summary>The newest report per policy, kept until the hub has it, and what the hub has; bounded by the number of policies.</summary>
public interface IOutbox
{
    /// <summary>Everything in it.</summary>
    Task<IReadOnlyList<OutboxItem>> ReadAsync(CancellationToken token);

    /// <summary>Replaces a policy's newest report; durable when it returns.</summary>
    Task PutAsync(OutboxItem item, CancellationToken token);

    /// <summary>Forgets a policy.</summary>
    Task RemoveAsync(PolicyKey policy, CancellationToken token);

    /// <summary>The next report sequence: rises across restarts and never repeats, even after a crash (reserved in blocks).</summary>
    Task<long> NextSequenceAsync(CancellationToken token);
}
