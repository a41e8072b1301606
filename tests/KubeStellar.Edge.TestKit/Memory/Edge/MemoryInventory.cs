using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;

namespace KubeStellar.Edge.TestKit.Memory.Edge;

/// <summary>An inventory in memory that can be lost.</summary>
public sealed class MemoryInventory(Fault fault) : IInventory
{
    private readonly Lock _gate = new();
    private Dictionary<ObjectKey, TrackedObject>? _lines = [];

    /// <summary>The lines; null when lost.</summary>
    public IReadOnlyList<TrackedObject>? Lines
    {
        get
        {
            lock (_gate)
            {
                return _lines is null ? null : [.. _lines.Values.OrderBy(line => line.Key)];
            }
        }
    }

    public void Lose()
    {
        lock (_gate)
        {
            _lines = null;
        }
    }

    public Task<IReadOnlyList<TrackedObject>?> ReadAsync(CancellationToken token)
    {
        fault.Step("inventory.read");
        return Task.FromResult(Lines);
    }

    public Task WriteAsync(IReadOnlyCollection<TrackedObject> put, IReadOnlyCollection<ObjectKey> remove, CancellationToken token)
    {
        fault.Step("inventory.write");
        lock (_gate)
        {
            _lines ??= [];
            foreach (var key in remove)
            {
                _lines.Remove(key);
            }

            foreach (var line in put)
            {
                _lines[line.Key] = line;
            }
        }

        return Task.CompletedTask;
    }
}
