using System.Globalization;
using System.Text.Json.Nodes;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Store;

/// <summary>What etcd is to the real server: objects under one rising revision, and the changes since a compaction.</summary>
internal sealed class ObjectStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Group, string Plural), Table> _tables = [];
    private long _revision = 100;
    private long _compacted;

    /// <summary>The newest revision.</summary>
    internal long Revision
    {
        get
        {
            lock (_lock)
                return _revision;
        }
    }

    /// <summary>Throws when nothing may be written now; removals may, as in etcd.</summary>
    internal Func<bool> Guard { get; set; } = () => true;

    /// <summary>Called after each change, outside the lock.</summary>
    internal event Action<Table, Change>? Written;

    internal Table this[string group, string plural]
    {
        get
        {
            lock (_lock)
                return _tables.TryGetValue((group, plural), out var table) ? table : _tables[(group, plural)] = new Table(group, plural);
        }
    }

    internal static string Key(string space, string name) => space.Length == 0 ? name : $"{space}/{name}";

    internal Stored? Find(Table table, string space, string name)
    {
        lock (_lock)
            return table.Objects.GetValueOrDefault(Key(space, name));
    }

    /// <summary>All objects at one revision.</summary>
    internal (IReadOnlyList<Stored> Objects, long Revision) List(Table table)
    {
        lock (_lock)
            return ([.. table.Objects.Values], _revision);
    }

    /// <summary>All objects as they were at a revision; null when that was compacted away.</summary>
    internal IReadOnlyList<Stored>? ListAt(Table table, long revision)
    {
        lock (_lock)
        {
            if (revision < _compacted)
                return null;
            var objects = new SortedDictionary<string, Stored>(table.Objects, StringComparer.Ordinal);
            for (var i = table.Log.Count - 1; i >= 0 && table.Log[i].Revision > revision; i--)
            {
                var change = table.Log[i];
                if (change.Old is { } old)
                    objects[old.Key] = old;
                else
                    objects.Remove(change.New!.Key);
            }

            return [.. objects.Values];
        }
    }

    /// <summary>All tables with objects.</summary>
    internal IReadOnlyList<Table> Tables()
    {
        lock (_lock)
            return [.. _tables.Values.Where(table => table.Objects.Count > 0)];
    }

    /// <summary>Writes, when what is there is still what the writer saw (null: nothing).</summary>
    /// <returns>What is there now; null when somebody else was first.</returns>
    internal Stored? Write(Table table, JsonObject body, Stored? seen)
    {
        Guard();
        var key = Key(body.Text("metadata", "namespace"), body.Text("metadata", "name"));
        Change change;
        lock (_lock)
        {
            if (table.Objects.GetValueOrDefault(key) != seen)
                return null;
            body.Make("metadata")["resourceVersion"] = (++_revision).ToString(CultureInfo.InvariantCulture);
            change = new Change(_revision, seen, new Stored(key, body, _revision), null);
            table.Objects[key] = change.New!;
            Tell(table, change);
        }

        Written?.Invoke(table, change);
        return change.New;
    }

    /// <summary>Removes, when what is there is still what the remover saw.</summary>
    /// <returns>Its last state under the revision of the removal; null when somebody else was first.</returns>
    internal Stored? Remove(Table table, Stored seen)
    {
        Change change;
        lock (_lock)
        {
            if (table.Objects.GetValueOrDefault(seen.Key) != seen)
                return null;
            var body = seen.Parse();
            body.Make("metadata")["resourceVersion"] = (++_revision).ToString(CultureInfo.InvariantCulture);
            change = new Change(_revision, seen, null, new Stored(seen.Key, body, _revision));
            table.Objects.Remove(seen.Key);
            Tell(table, change);
        }

        Written?.Invoke(table, change);
        return change.Last;
    }

    /// <summary>Changes after a revision, and what completes at the next one; null when they were compacted away. An open watch loses only what it did not read in time.</summary>
    internal (IReadOnlyList<Change> Changes, long Revision, Task Next)? Since(Table table, long revision, bool opening)
    {
        lock (_lock)
        {
            if (revision < (opening ? _compacted : table.Forgotten))
                return null;
            var first = table.Log.Count;
            while (first > 0 && table.Log[first - 1].Revision > revision)
                first--;
            return (table.Log.GetRange(first, table.Log.Count - first), _revision, table.Changed.Task);
        }
    }

    /// <summary>The revision below which nothing is known.</summary>
    internal long Compacted
    {
        get
        {
            lock (_lock)
                return _compacted;
        }
    }

    /// <summary>Forgets all changes until now.</summary>
    internal void Compact()
    {
        lock (_lock)
        {
            // A new revision, so that who has seen everything until before it is too late as well.
            _compacted = ++_revision;
            foreach (var table in _tables.Values)
            {
                table.Forgotten = table.Log.Count == 0 ? table.Forgotten : table.Log[^1].Revision;
                table.Log.Clear();
            }
        }
    }

    private static void Tell(Table table, Change change)
    {
        table.Log.Add(change);
        var changed = table.Changed;
        table.Changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.TrySetResult();
    }
}
