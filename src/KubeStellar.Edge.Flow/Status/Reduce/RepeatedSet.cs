namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>A sorted set in which an item may be several times.</summary>
internal sealed class RepeatedSet<T>(IComparer<T> order)
    where T : notnull
{
    private readonly SortedDictionary<T, int> _items = new(order);

    /// <summary>The items in order, each once.</summary>
    internal IEnumerable<T> Items => _items.Keys;

    internal bool Any => _items.Count > 0;

    internal void Add(T item, int by)
    {
        var times = _items.GetValueOrDefault(item) + by;
        if (times == 0)
            _items.Remove(item);
        else
            _items[item] = times;
    }
}
