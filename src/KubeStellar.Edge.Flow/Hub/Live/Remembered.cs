namespace KubeStellar.Edge.Flow.Hub.Live;

/// <summary>The last answers to questions, as many as there is room for; of more, those that were not answered for the longest go. From any thread.</summary>
internal sealed class Remembered<TKey, TValue>(int most, long mostBytes)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value, long Bytes)>> _known = [];
    private readonly LinkedList<(TKey Key, TValue Value, long Bytes)> _order = new();
    private long _bytes;

    /// <summary>The last answer; null when none is remembered.</summary>
    internal TValue? Of(TKey key)
    {
        lock (_gate)
            return _known.TryGetValue(key, out var node) ? node.Value.Value : null;
    }

    /// <summary>Remembers an answer of about so many bytes.</summary>
    internal void Put(TKey key, TValue value, long bytes)
    {
        lock (_gate)
        {
            Drop(key);
            _known[key] = _order.AddLast((key, value, bytes));
            _bytes += bytes;
            while (_order.First is { } oldest && (_known.Count > most || _bytes > mostBytes))
                Drop(oldest.Value.Key);
        }
    }

    /// <summary>Ends what was known.</summary>
    internal void Forget(TKey key)
    {
        lock (_gate)
            Drop(key);
    }

    private void Drop(TKey key)
    {
        if (!_known.Remove(key, out var node))
            return;
        _order.Remove(node);
        _bytes -= node.Value.Bytes;
    }
}
