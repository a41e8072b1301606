using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>Stored values by digest, the least recently used dropped beyond a bound of bytes. Any thread.</summary>
internal sealed class ContentCache(long maxBytes)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Digest, LinkedListNode<(Digest Key, ReadOnlyMemory<byte> Value)>> _nodes = [];
    private readonly LinkedList<(Digest Key, ReadOnlyMemory<byte> Value)> _byUse = [];
    private long _bytes;

    public bool TryGet(Digest key, out ReadOnlyMemory<byte> value)
    {
        lock (_lock)
        {
            if (!_nodes.TryGetValue(key, out var node))
            {
                value = default;
                return false;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            value = node.Value.Value;
            return true;
        }
    }

    public void Add(Digest key, ReadOnlyMemory<byte> value)
    {
        lock (_lock)
        {
            if (value.Length > maxBytes || _nodes.ContainsKey(key))
            {
                return;
            }

            _nodes.Add(key, _byUse.AddFirst((key, value)));
            _bytes += value.Length;
            while (_bytes > maxBytes)
            {
                Drop(_byUse.Last!);
            }
        }
    }

    public void Remove(Digest key)
    {
        lock (_lock)
        {
            if (_nodes.TryGetValue(key, out var node))
            {
                Drop(node);
            }
        }
    }

    private void Drop(LinkedListNode<(Digest Key, ReadOnlyMemory<byte> Value)> node)
    {
        _byUse.Remove(node);
        _nodes.Remove(node.Value.Key);
        _bytes -= node.Value.Value.Length;
    }
}
