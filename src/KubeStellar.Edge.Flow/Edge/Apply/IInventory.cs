using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>What this edge put into its target; bookkeeping that survives a power cut. Lost or damaged, it is rebuilt from the target.</summary>
public interface IInventory
{
    /// <summary>All lines; null when the store was lost or damaged and holds nothing that can be trusted (missing is not empty).</summary>
    Task<IReadOnlyList<TrackedObject>?> ReadAsync(CancellationToken token);

    /// <summary>Adds or replaces lines and removes keys in one durable step.</summary>
    Task WriteAsync(IReadOnlyCollection<TrackedObject> put, IReadOnlyCollection<ObjectKey> remove, CancellationToken token);
}
