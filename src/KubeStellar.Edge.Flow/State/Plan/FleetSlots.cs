using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>Which edge has which slot of the resident inventory. Touched by the hub's one writer only.</summary>
internal sealed class FleetSlots
{
    private readonly Dictionary<string, int> _slotOf = new(StringComparer.Ordinal);
    private readonly List<EdgeRecord?> _edges = [];
    private readonly PriorityQueue<int, int> _free = new();
    private readonly SortedSet<int> _tainted = [];
    private EdgeSet? _all;
    private EdgeSet? _regions;

    /// <summary>Slots in use or free, from 0.</summary>
    public int Count => _edges.Count;

    public EdgeRecord? this[int slot] => slot < _edges.Count ? _edges[slot] : null;

    public bool TryGet(string edge, out int slot) => _slotOf.TryGetValue(edge, out slot);

    /// <summary>Puts an edge into its slot, or into the lowest free one.</summary>
    public int Set(EdgeRecord edge)
    {
        if (!_slotOf.TryGetValue(edge.Id, out var slot))
        {
            if (!_free.TryDequeue(out slot, out _))
            {
                slot = _edges.Count;
                _edges.Add(null);
            }

            _slotOf.Add(edge.Id, slot);
        }

        _edges[slot] = edge;
        (_all, _regions) = (null, null);
        if (edge.Taints.Count > 0)
        {
            _tainted.Add(slot);
        }
        else
        {
            _tainted.Remove(slot);
        }

        return slot;
    }

    /// <summary>Frees an edge's slot and returns it; -1 when it had none.</summary>
    public int Remove(string edge)
    {
        if (!_slotOf.Remove(edge, out var slot))
        {
            return -1;
        }

        _edges[slot] = null;
        (_all, _regions) = (null, null);
        _tainted.Remove(slot);
        _free.Enqueue(slot, slot);
        return slot;
    }

    /// <summary>Slots of edges that have taints, in rising order.</summary>
    public IReadOnlyCollection<int> Tainted => _tainted;

    /// <summary>Slots of regions: edges that are hubs of their own, and that place and customize for themselves.</summary>
    public EdgeSet Regions() => _regions ??= EdgeSets.Of(Count, Enumerable.Range(0, Count).Where(slot => _edges[slot]?.Region is not null));

    /// <summary>Every slot that holds an edge; made once for each change of the fleet.</summary>
    public EdgeSet All() => _all ??= EdgeSets.Of(Count, Enumerable.Range(0, Count).Where(slot => _edges[slot] is not null));
}
