using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.Flow.State.Site;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>
/// The inventory in memory, with what is not written yet. When the inventory was lost it is taken from what the target carries. If the target cannot tell
/// either, it begins anew with what the accepted tree wants: then nothing looks forsaken and nothing is pruned until a newer root no longer names
/// something that was applied since, which is the hub's own confirmation.
/// </summary>
internal sealed partial class Ledger(IInventory inventory, ITarget target, EdgeConditions conditions, ILogger<Ledger> log)
{
    private readonly Dictionary<ObjectKey, TrackedObject> _put = [];
    private readonly HashSet<ObjectKey> _removed = [];
    private Dictionary<ObjectKey, TrackedObject>? _lines;

    internal IReadOnlyDictionary<ObjectKey, TrackedObject> Lines => _lines ?? throw new InvalidOperationException("the ledger is not loaded");

    internal bool Pending => _put.Count + _removed.Count > 0;

    /// <summary>Reads the inventory, or rebuilds it.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    internal async Task LoadAsync(CancellationToken token)
    {
        if (_lines is not null)
        {
            return;
        }

        var lines = await inventory.ReadAsync(token);
        if (lines is null)
        {
            lines = await target.ListTrackedAsync(token);
            LogLost(lines?.Count ?? -1);
            conditions.Set(
                ConditionTypes.StoreRebuilt,
                lines is null ? "FromRoot" : "FromTarget",
                lines is null
                    ? "The inventory was lost and the target cannot tell what is in it; objects of older roots may stay in the target."
                    : "The inventory was lost and was rebuilt from the target.");
            lines ??= [];
            await inventory.WriteAsync([.. lines], [], token);
        }

        _lines = lines.ToDictionary(line => line.Key);
    }

    /// <summary>Records lines before anything is done about them; durable when it returns.</summary>
    internal async Task RecordAsync(IReadOnlyList<TrackedObject> lines, CancellationToken token)
    {
        if (lines.Count == 0)
        {
            return;
        }

        var before = lines.ToDictionary(line => line.Key, line => _lines!.GetValueOrDefault(line.Key));
        await WriteAsync(lines, [], token);
        foreach (var line in lines)
        {
            // Steps that were under way may have noted something meanwhile: what they did to the object stays true, whose it is now is new.
            var now = _lines!.GetValueOrDefault(line.Key);
            var merged = before[line.Key]?.Content == now?.Content ? line : line with { Content = now?.Content ?? default };
            _lines![line.Key] = merged;
            _removed.Remove(line.Key);
            if (merged != line || _put.ContainsKey(line.Key))
            {
                _put[line.Key] = merged;
            }
        }
    }

    /// <summary>Notes what was done; written with the next <see cref="FlushAsync"/>.</summary>
    internal void Note(TrackedObject line)
    {
        _lines![line.Key] = line;
        _put[line.Key] = line;
    }

    /// <summary>Notes that an object is gone, or orphaned.</summary>
    internal void Forget(ObjectKey key)
    {
        _lines!.Remove(key);
        _put.Remove(key);
        _removed.Add(key);
    }

    /// <summary>Writes what was noted. What cannot be written stays noted; after a crash the next pass finds it out again.</summary>
    internal async Task FlushAsync(CancellationToken token)
    {
        if (Pending)
        {
            _removed.ExceptWith(_put.Keys);
            var (put, removed) = (_put.ToList(), _removed.ToList());
            await WriteAsync([.. put.Select(item => item.Value)], removed, token);
            foreach (var (key, line) in put.Where(item => ReferenceEquals(_put.GetValueOrDefault(item.Key), item.Value)))
            {
                _put.Remove(key);
            }

            _removed.ExceptWith(removed.Where(key => !_put.ContainsKey(key)));
        }
    }

    private async Task WriteAsync(IReadOnlyCollection<TrackedObject> put, IReadOnlyCollection<ObjectKey> remove, CancellationToken token)
    {
        try
        {
            await inventory.WriteAsync(put, remove, token);
        }
        catch (StoreDamagedException error)
        {
            // The database was lost under us, but this memory is whole: read that it is lost, and write everything anew.
            LogRewritten(error);
            conditions.Set(ConditionTypes.StoreRebuilt, "FromMemory", "The inventory was lost and was rebuilt from memory.");
            await inventory.ReadAsync(token);
            var all = new Dictionary<ObjectKey, TrackedObject>(_lines!);
            foreach (var line in put)
            {
                all[line.Key] = line;
            }

            await inventory.WriteAsync([.. all.Values], remove, token);
        }
    }

    [LoggerMessage(2200, LogLevel.Error, "The inventory was lost; the target says that it holds {Count} objects (-1: it cannot tell)")]
    private partial void LogLost(int count);

    [LoggerMessage(2201, LogLevel.Error, "The inventory was damaged; it is written anew from memory")]
    private partial void LogRewritten(Exception error);
}
