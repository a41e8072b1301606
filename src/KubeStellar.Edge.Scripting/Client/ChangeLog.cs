namespace KubeStellar.Edge.Scripting.Client;

/// <summary>Which slots changed after which version. Forgets the oldest changes when it grows beyond the slots: who lacks those takes everything.</summary>
internal sealed class ChangeLog
{
    private const int Least = 1024;
    private readonly List<(long Version, int Slot)> _changes = [];
    private long _forgotten;

    /// <summary>Notes a change of a slot; versions do not fall.</summary>
    internal void Add(long version, int slot, int slots)
    {
        _changes.Add((version, slot));
        if (_changes.Count <= Math.Max(Least, 2 * slots))
        {
            return;
        }

        // Whole versions are forgotten, so that what is left is complete.
        _forgotten = _changes[_changes.Count / 2].Version;
        _changes.RemoveRange(0, After(_forgotten));
    }

    /// <summary>Slots that changed after a version, in rising order.</summary>
    internal IEnumerable<int> Since(long version, int slots)
    {
        if (version < _forgotten)
        {
            return Enumerable.Range(0, slots);
        }

        var changed = _changes.Skip(After(version)).Select(change => change.Slot).ToArray();
        Array.Sort(changed);
        return changed.Where((slot, i) => i == 0 || slot != changed[i - 1]);
    }

    private int After(long version)
    {
        var (low, high) = (0, _changes.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_changes[middle].Version <= version)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
